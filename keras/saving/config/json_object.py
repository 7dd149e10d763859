"""A JSON object that stands in a file of somebody else's."""

import os

from keras.saving.config import nesting
from keras.saving.files import file_error


def parsed(path: str | os.PathLike, name: str, text: bytes) -> dict:
    """Returns the JSON object that a part of a file holds.

    Args:
        path: The file.
        name: The part.
        text: What is in it.
    Raises:
        ModelFileError: If it's no JSON object, or nested too deeply.
    """
    try:
        value = nesting.from_json(text)
    except ValueError as error:
        raise file_error.ModelFileError(
            path, f"{name!r} in it can't be read. {error}"
        ) from error
    if not isinstance(value, dict):
        raise file_error.ModelFileError(
            path,
            f"{name!r} in it isn't a description. Expected a JSON object. "
            f"Received: a {type(value).__name__}.",
        )
    return value
