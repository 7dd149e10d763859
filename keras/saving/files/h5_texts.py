"""Text in the attributes of an HDF5 file, as Keras 1 and 2 have it.

A list of names may be in pieces: an attribute holds 64 kB at most.
"""

import os
from collections.abc import Iterator

import h5py
import numpy as np

from keras.saving.files import h5_heap, h5_links, h5_store

# Bytes that are no UTF-8 come back as they were.
UTF8 = ("utf-8", "surrogateescape")
# What Keras 2 leaves of an object's header to a list.
_PIECE = 64_512
_MAX_NAMES = 1_000_000


class Texts:
    """Reads attributes of a file; never more than it may stand for.

    Args:
        path: The file; its heap is looked over first.
    Raises:
        ValueError: If the heap is damaged.
    """

    def __init__(self, path: str | os.PathLike) -> None:
        num_bytes = os.path.getsize(path)
        self._allowed = max(h5_store.SMALL, h5_store.GROWTH * num_bytes)
        self._read = 0
        h5_heap.check(path, self._allowed)

    def one(self, holder, name: str) -> str | None:
        """Returns an attribute's text; None where there is none.

        Args:
            holder: A file or a group.
            name: The attribute.
        Raises:
            ValueError: If it's no text.
        """
        found = self._texts(holder, name)
        if found is None:
            return None
        if len(found) != 1:
            raise ValueError(
                f"attribute {name!r} isn't text. Expected one string. "
                f"Received: {len(found)}."
            )
        return found[0]

    def names(self, holder, name: str) -> list[str] | None:
        """Returns a list of names, in pieces or not; None where there is none.

        Args:
            holder: A file or a group.
            name: The attribute.
        Raises:
            ValueError: If they are no text.
        """
        whole = self._texts(holder, name)
        if whole is not None:
            return whole
        pieces = list(self._pieces(holder, name))
        return [one for piece in pieces for one in piece] if pieces else None

    def _pieces(self, holder, name: str) -> Iterator[list[str]]:
        for number in range(_MAX_NAMES):
            piece = self._texts(holder, f"{name}{number}")
            if piece is None:
                return
            yield piece

    def _texts(self, holder, name: str) -> list[str] | None:
        if not h5py.h5a.exists(holder.id, name.encode()):
            return None
        attribute = h5py.h5a.open(holder.id, name.encode())
        if attribute.shape == (0,):  # Of any type: an empty list has none.
            return []
        is_text = isinstance(attribute.get_type(), h5py.h5t.TypeStringID)
        shape = attribute.shape
        if not is_text or shape is None or len(shape) > 1:
            raise ValueError(
                f"attribute {name!r} isn't text. Expected strings. Received: "
                f"shape={shape}."
            )
        if sum(shape) > _MAX_NAMES:
            raise ValueError(
                f"attribute {name!r} is too long. Expected at most "
                f"{_MAX_NAMES:,} names. Received: {sum(shape):,}."
            )
        h5_links.numpy_type(attribute)
        texts = [_text(value) for value in np.ravel(holder.attrs[name])]
        self._read += sum(map(len, texts))
        if self._read > self._allowed:
            raise ValueError(
                "its names would take too much memory. Expected at most "
                f"{self._allowed:,} bytes."
            )
        return texts


def _text(value: str | bytes) -> str:
    if isinstance(value, bytes):
        return value.decode(*UTF8)
    return str(value)


def write_names(holder, name: str, names: list[str]) -> None:
    """Writes a list of names, in pieces where it has to be.

    Args:
        holder: A file or a group.
        name: The attribute.
        names: The list.
    """
    encoded = [one.encode() for one in names]
    width = max(map(len, encoded), default=1)
    count = max(_PIECE // max(width, 1), 1)
    if len(encoded) <= count:
        holder.attrs[name] = np.array(encoded, f"S{max(width, 1)}")
        return
    for number, start in enumerate(range(0, len(encoded), count)):
        piece = np.array(encoded[start : start + count], f"S{width}")
        holder.attrs[f"{name}{number}"] = piece
