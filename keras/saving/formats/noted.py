"""What files tell of their training: written into HDF5, and read from all."""

import json
import os

import h5py
import numpy as np

from keras.saving.config import file_note, json_object
from keras.saving.files import file_error, file_mark
from keras.saving.formats import archive


def write(file: h5py.File) -> None:
    """Writes the note of the block, if there is one, to an HDF5 file."""
    note = file_note.of_file()
    if note is not None:
        file.attrs[file_note.NAME] = np.bytes_(json.dumps(note))


def read(path: str | os.PathLike) -> dict:
    """Returns what a file tells.

    Args:
        path: A `.keras` archive or an HDF5 file; others tell nothing.
    Returns:
        The note, empty for none, and where there's no such file or a damaged
        one.
    """
    try:
        kind = file_mark.of(path)
        if kind == file_mark.ARCHIVE:
            with archive.opened(path) as opened:
                note = opened.metadata.get(file_note.NAME)
        elif kind == file_mark.HDF5:
            note = _of_hdf5(path)
        else:
            note = None
    except (file_error.ModelFileError, OSError, RuntimeError, ValueError):
        note = None
    return note if isinstance(note, dict) else {}


def _of_hdf5(path: str | os.PathLike) -> dict | None:
    with h5py.File(os.fspath(path), "r") as file:
        if file_note.NAME not in file.attrs:
            return None
        # A text of fixed length, which is no way to another place of the file.
        if file.attrs.get_id(file_note.NAME).dtype.kind != "S":
            return None
        text = bytes(file.attrs[file_note.NAME])
    return json_object.parsed(path, file_note.NAME, text)
