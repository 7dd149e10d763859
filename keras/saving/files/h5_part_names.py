"""What a file of values says that its parts are called.

Keras 3 writes it as text of any length, which is in the file's heap; we as text
of a fixed length, which is in its place.
"""

import os

import h5py
import numpy as np

from keras.saving.files import h5_heap, h5_links

NAME = "name"
# Threat: names that take more memory than the file. Margin: Keras's own have a
# class's name and a number.
_MAX_BYTES = 1_000


def write(group: h5py.Group, name: str | None) -> None:
    """Writes what a part is called; nothing where that is very long.

    Args:
        group: The part's.
        name: What it is called, or None.
    """
    encoded = (name or "").encode()
    if 0 < len(encoded) <= _MAX_BYTES:
        group.attrs[NAME] = np.bytes_(encoded)


class PartNames:
    """Reads what the parts in a file are called.

    Args:
        path: The file.
        allowed: Bytes that text in its heap may take.
    """

    def __init__(self, path: str, allowed: int) -> None:
        self._path, self._allowed = path, allowed
        self._is_looked_over = False

    def of(self, group: h5py.Group) -> str | None:
        """Returns a part's name; None where there is none.

        Args:
            group: The part's.
        Raises:
            ValueError: If the file's heap is damaged.
        """
        if not h5py.h5a.exists(group.id, NAME.encode()):
            return None
        attribute = h5py.h5a.open(group.id, NAME.encode())
        kind = attribute.get_type()
        if not isinstance(kind, h5py.h5t.TypeStringID) or attribute.shape != ():
            return None
        if kind.is_variable_str():
            return self._of_heap(attribute)
        if kind.get_size() > _MAX_BYTES:
            return None
        value = np.zeros((), h5_links.numpy_type(attribute))
        attribute.read(value)
        return value.item().decode(errors="replace")

    def _of_heap(self, attribute: h5py.h5a.AttrID) -> str | None:
        if not os.path.isfile(self._path):  # Something open, not a file.
            return None
        if not self._is_looked_over:
            h5_heap.check(self._path, self._allowed)
            self._is_looked_over = True
        value = np.zeros((), h5_links.numpy_type(attribute))
        attribute.read(value)
        text = value.item()
        text = (
            text.decode(errors="replace") if isinstance(text, bytes) else text
        )
        return text if isinstance(text, str) else None
