"""JSON: a model's description, or the index of values in several files."""

import os

from keras.cli.inspection import description, facts, hdf5_facts
from keras.saving.config import nesting
from keras.saving.files import archive_entries, file_error
from keras.saving.values import shard_index


def read(path: str | os.PathLike) -> facts.Facts:
    """Returns what a JSON file is.

    Raises:
        ModelFileError: If it isn't a model's.
    """
    size = os.path.getsize(path)
    if shard_index.is_index(path):
        return _of_shards(path, size)
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


def _of_shards(path: str | os.PathLike, size: int) -> facts.Facts:
    places = shard_index.shards_of(path)
    found = [hdf5_facts.read(place) for place in places]
    return facts.Facts(
        format=f"values of a model (.weights.json), in {len(found)} files",
        num_bytes=size + sum(one.num_bytes for one in found),
        arrays=tuple(array for one in found for array in one.arrays),
        unsafe=tuple(text for one in found for text in one.unsafe),
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
