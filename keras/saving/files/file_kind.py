"""What kind of file a path leads to: told by its content, never by its name."""

import os
from collections.abc import Iterable

import tensorflow as tf

from keras.saving.files import file_mark

SAVED_MODEL = "a SavedModel folder"
CHECKPOINT = "a TensorFlow checkpoint"
ARCHIVE_FOLDER = "the folder of an archive"
FOLDER = "a folder"
_OF_ARCHIVE = {"config.json", "model.weights.h5"}


def of(path: str | os.PathLike) -> str:
    """Tells what is at a path.

    Raises:
        ModelFileError: If nothing is there, or it can't be opened.
    """
    path = os.fspath(path)
    # TensorFlow's file systems, too: it reads these where they are.
    if tf.io.gfile.exists(path + ".index"):
        return CHECKPOINT
    if tf.io.gfile.isdir(path):
        names = {name.rstrip("/") for name in tf.io.gfile.listdir(path)}
        if {"saved_model.pb", "saved_model.pbtxt"} & names:
            return SAVED_MODEL
        return ARCHIVE_FOLDER if _OF_ARCHIVE <= names else FOLDER
    return file_mark.of(path)


def refuse_unknown(where: str, kwargs: dict, neutral: Iterable[str]) -> None:
    """Raises `TypeError` for arguments that nobody knows.

    Args:
        where: The function.
        kwargs: Its further arguments.
        neutral: Arguments of other versions that may be given as None.
    """
    unknown = [
        name
        for name, value in kwargs.items()
        if name not in neutral or value is not None
    ]
    if unknown:
        raise TypeError(
            f"{where}: arguments that aren't known here. Expected none of "
            f"these. Received: {sorted(unknown)}."
        )
