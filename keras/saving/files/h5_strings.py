"""Text in an HDF5 file: an array of strings as a row of bytes.

HDF5's own strings of any length are in a heap of the file, where one changed
length sends libhdf5 into an endless loop; those of one length take the space of
the longest. So the bytes are those of a JSON list, and a note beside them tells
that they're text, and of which shape.
"""

import json

import h5py
import numpy as np

from keras.saving.files import h5_links

TEXT = np.dtype(object)
_SHAPE = "keras_text_shape"
_MAX_AXES = 32
# Bytes that are no UTF-8 come back as they were.
_UTF8 = ("utf-8", "surrogateescape")


def is_text(array: np.ndarray) -> bool:
    """Tells whether an array holds strings only."""
    if array.dtype.kind in "SU":
        return True
    leaves = array.ravel() if array.dtype == TEXT else [None]
    return all(isinstance(leaf, (str, bytes)) for leaf in leaves)


def packed(array: np.ndarray) -> np.ndarray:
    """Returns strings as a row of bytes."""
    leaves = [
        leaf.decode(*_UTF8) if isinstance(leaf, bytes) else leaf
        for leaf in array.ravel().tolist()
    ]
    text = json.dumps(leaves, separators=(",", ":"))
    return np.frombuffer(text.encode(), np.uint8)


def unpacked(row: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Returns the strings, as `bytes`, that `packed` made a row of.

    Raises:
        ValueError: If it isn't such a row, or of another number of strings.
    """
    try:
        leaves = json.loads(row.tobytes().decode())
        if not isinstance(leaves, list):
            raise TypeError(f"{type(leaves).__name__} for a list")
        values = np.empty(len(leaves), TEXT)
        values[:] = [leaf.encode(*_UTF8) for leaf in leaves]
        return values.reshape(shape)
    except (AttributeError, RecursionError, TypeError, ValueError) as error:
        raise ValueError(
            f"its text is damaged. Expected strings of shape {shape}. "
            f"Received: {error}."
        ) from error


def write(group: h5py.Group, key: str, array: np.ndarray) -> None:
    """Writes strings as a data set."""
    stored = group.create_dataset(key, data=packed(array))
    stored.attrs[_SHAPE] = np.array(array.shape, np.int64)


def shape_of(dataset: h5py.Dataset) -> tuple[int, ...] | None:
    """Returns the shape of a data set's strings, None if it's no text.

    Raises:
        ValueError: If its notes are damaged.
    """
    if not h5py.h5a.exists(dataset.id, _SHAPE.encode()):
        return None
    note = h5py.h5a.open(dataset.id, _SHAPE.encode())
    is_row = len(note.shape) == 1 and note.shape[0] <= _MAX_AXES
    types = [h5_links.numpy_type(stored) for stored in (note, dataset)]
    if is_row and types == [np.int64, np.uint8]:
        sizes = np.zeros(note.shape, np.int64)
        if sizes.size:
            note.read(sizes)
        if (sizes >= 0).all():
            return tuple(sizes.tolist())
    raise ValueError(
        f"{dataset.name[:80]!r} has a damaged shape. Expected a row of whole "
        "numbers."
    )
