"""The mark of one save, which its index and each of its files of values have.

Files of two saves have the same names and arrays. Nothing else tells a copy of
an older one, put in its place, from what belongs there.
"""

import os
import secrets

import h5py
import numpy as np

from keras.saving.files import file_error, h5_links

NAME = "keras_save"
_NUM_BYTES = 8
# Threat: an attribute that takes more memory than the file.
_MAX_LENGTH = 64


def new() -> str:
    """Returns a mark that no other save has."""
    return secrets.token_hex(_NUM_BYTES)


def write(file: h5py.File, mark: str) -> None:
    """Marks a file of values.

    Args:
        file: A writable file.
        mark: The save's.
    """
    # A text of fixed length, which isn't in the file's heap.
    file.attrs[NAME] = np.bytes_(mark)


def require_one(
    places: list[str], mark: str | None, path: str | os.PathLike
) -> None:
    """Raises if some files of values aren't of the save that the others are of.

    Files of Keras 3, and our older ones, have no mark, and their index hasn't.

    Args:
        places: The files that an index names.
        mark: The index's; None where it has none.
        path: The index.
    Raises:
        ModelFileError: If they have different marks, or one can't be read.
    """
    marks = {place: _read(place, path) for place in places}
    expected = mark if mark or not places else marks[places[0]]
    for place, found in marks.items():
        if found != expected:
            raise file_error.ModelFileError(
                path,
                f"{os.path.basename(place)!r}, which it names, is of another "
                "save. Expected files of one, which have its mark. Received: "
                f"mark={found!r}, where {'the index' if mark else 'another'} "
                f"has {expected!r}. Copy all files of a save together.",
            )


def _read(place: str, path: str | os.PathLike) -> str | None:
    try:
        with h5py.File(place, "r") as file:
            return _mark_of(file)
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise file_error.ModelFileError(
            path,
            f"{os.path.basename(place)!r}, which it names, can't be read. "
            "Expected a whole HDF5 file, such as `save_weights` writes. "
            f"Received: {error}.",
        ) from error


def _mark_of(file: h5py.File) -> str | None:
    if not h5py.h5a.exists(file.id, NAME.encode()):
        return None
    attribute = h5py.h5a.open(file.id, NAME.encode())
    dtype = h5_links.numpy_type(attribute)
    # Another type than what we write could send libhdf5 into an endless loop.
    is_ours = dtype.kind == "S" and dtype.itemsize <= _MAX_LENGTH
    if attribute.shape != () or not is_ours:
        raise ValueError(
            "it has a damaged mark. Expected a text of at most "
            f"{_MAX_LENGTH} bytes. Received: dtype={dtype}"
        )
    value = np.zeros((), dtype)
    attribute.read(value)
    return value.item().decode(errors="replace")
