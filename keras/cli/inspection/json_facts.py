"""JSON: a model's description, as `to_json` writes it."""

import os

from keras.cli.inspection import description, facts
from keras.saving.config import nesting
from keras.saving.files import archive_entries, file_error


def read(path: str | os.PathLike) -> facts.Facts:
    """Returns what a JSON file is.

    Raises:
        ModelFileError: If it isn't a model's description.
    """
    size = os.path.getsize(path)
    described = _parsed(path, size)
    told = description.Description(described)
    layers = [facts.Layer(name, kind) for name, kind, _ in told.layers()]
    return facts.Facts(
        format="a model's description (JSON)",
        num_bytes=size,
        keras_version=described.get("keras_version"),
        model=told.model,
        compiled=description.compiled(described.get("compile_config")),
        layers=tuple(layers),
        custom_objects=told.custom,
        unsafe=told.unsafe,
    )


def _parsed(path: str | os.PathLike, size: int) -> dict:
    if size > archive_entries.MAX_JSON_BYTES:
        raise _no_model(path, f"{size:,} bytes")
    with open(path, "rb") as file:
        text = file.read()
    try:
        value = nesting.from_json(text)
    except ValueError as error:
        raise _no_model(path, repr(text[:40])) from error
    if not isinstance(value, dict) or "class_name" not in value:
        raise _no_model(path, "JSON without a 'class_name'")
    return value


def _no_model(path, received: str) -> file_error.ModelFileError:
    return file_error.ModelFileError(
        path,
        "it isn't a model's. Expected a '.keras' archive, HDF5, a SavedModel's "
        f"folder, a checkpoint or JSON. Received: {received}.",
    )
