"""Files elsewhere: streams, open HDF5 files, TensorFlow's other file systems.

Formats read and write local files. What is elsewhere is copied here first, or
there when it's whole. Folders and checkpoints TensorFlow reads where they are.
"""

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator

import h5py
import tensorflow as tf

from keras.saving.files import file_error

_NAME = "model"


def is_stream(place) -> bool:
    """Tells whether a place is something open, and no path."""
    return not isinstance(place, (str, os.PathLike))


def is_remote(place) -> bool:
    """Tells whether a path is one of TensorFlow's file systems: `gs://…`."""
    return not is_stream(place) and "://" in os.fspath(place)


def path_of(where: str, place) -> str | os.PathLike:
    """Returns a path, or what a message calls something open.

    Args:
        where: The function that was given it.
        place: A path, a binary stream, or an open HDF5 file.
    Raises:
        TypeError: If it's none of these.
    """
    if isinstance(place, h5py.File):
        return place.filename
    if not is_stream(place):
        return place
    is_text = isinstance(place, io.TextIOBase)
    if is_text or not (hasattr(place, "read") or hasattr(place, "write")):
        raise TypeError(
            f"{where}: it's no file. Expected a path, a binary stream such as "
            "`io.BytesIO()`, or an open `h5py.File`. Received: "
            f"{str(place)[:80]!r} of type {type(place).__name__}."
        )
    return str(getattr(place, "name", f"<{type(place).__name__}>"))


@contextlib.contextmanager
def reading(where: str, place) -> Iterator[str | os.PathLike]:
    """Yields the path by which a file can be read.

    Args:
        where: The function that reads it.
        place: A path, a binary stream from where it stands on, or an open HDF5
            file.
    Raises:
        ModelFileError: If it can't be fetched.
        TypeError: If it's none of these.
    """
    name = path_of(where, place)
    if not is_stream(place) and not _is_remote_file(place):
        yield place
        return
    with tempfile.TemporaryDirectory() as folder:
        local = os.path.join(folder, _NAME)
        try:
            _fetch(place, local)
        except (OSError, tf.errors.OpError) as error:
            raise file_error.ModelFileError(
                name, f"it can't be read. Received: {error}."
            ) from error
        try:
            yield local
        except file_error.ModelFileError as error:
            raise type(error)(name, error.reason) from error


def _is_remote_file(place) -> bool:
    if not is_remote(place):
        return False
    path = os.fspath(place)
    in_place = tf.io.gfile.isdir(path) or tf.io.gfile.exists(f"{path}.index")
    return not in_place


def _fetch(place, local: str) -> None:
    if isinstance(place, h5py.File):
        place.flush()
        with open(local, "wb") as file:
            file.write(place.id.get_file_image())
    elif is_stream(place):
        with open(local, "wb") as file:
            shutil.copyfileobj(place, file)
    else:
        tf.io.gfile.copy(os.fspath(place), local)


@contextlib.contextmanager
def writing(place, ending: str, overwrite: bool) -> Iterator[str | os.PathLike]:
    """Yields the path to which a file is to be written.

    What is elsewhere gets it when the block ends; if it raises, nothing.

    Args:
        place: A path, a binary stream, or an open HDF5 file.
        ending: What the path is to end with, if it's another.
        overwrite: False refuses to replace a file.
    Raises:
        ValueError: If there is a file and `overwrite` is False.
    """
    if not is_stream(place) and not is_remote(place):
        yield place
        return
    if is_remote(place) and not overwrite and tf.io.gfile.exists(str(place)):
        raise ValueError(
            "Can't write the file: there is one. Expected a free path, as "
            f"overwrite=False. Received: {str(place)!r}. Pass "
            "`overwrite=True`."
        )
    with tempfile.TemporaryDirectory() as folder:
        local = os.path.join(folder, _NAME + ending)
        yield local
        _hand_over(local, place)


def _hand_over(local: str, place) -> None:
    if isinstance(place, h5py.File):
        with h5py.File(local, "r") as file:
            for name in file:
                file.copy(name, place)
            for name, value in file.attrs.items():
                place.attrs[name] = value
    elif is_stream(place):
        with open(local, "rb") as file:
            shutil.copyfileobj(file, place)
    else:
        path = os.fspath(place)
        part = f"{path}.part"
        tf.io.gfile.copy(local, part, overwrite=True)
        tf.io.gfile.rename(part, path, overwrite=True)
