"""The folder of a SavedModel."""

import os
from collections.abc import Iterator

import tensorflow as tf

from keras.cli.inspection import description, facts
from keras.saving.config import nesting
from keras.saving.files import (
    file_error,
    keras_metadata,
    program_check,
    saved_model_folder,
)

_MODELS = (
    keras_metadata.MODEL,
    keras_metadata.SEQUENTIAL,
    keras_metadata.NETWORK,
)
_OPTIMIZER = "optimizer"
_OF_TRAINING = (_OPTIMIZER, "keras_api")


def read(path: str | os.PathLike) -> facts.Facts:
    """Returns what a SavedModel is.

    Raises:
        ModelFileError: If it isn't whole.
    """
    folder = saved_model_folder.SavedModelFolder(path)
    described = _described(folder)
    told = description.Description(described) if described else None
    return facts.Facts(
        format="a SavedModel" + ("" if told else ", without Keras's metadata"),
        num_bytes=sum(_sizes(folder.path)),
        keras_version=described.get("keras_version"),
        model=told and told.model,
        compiled=description.compiled(described.get("training_config")),
        layers=tuple(
            facts.Layer(name, kind)
            for name, kind, _ in (told.layers() if told else ())
        ),
        arrays=tuple(_arrays(folder)),
        custom_objects=told.custom if told else (),
        unsafe=_unsafe(folder) + (told.unsafe if told else ()),
    )


def _sizes(path: str) -> Iterator[int]:
    for above, _, names in os.walk(path):
        yield from (os.path.getsize(os.path.join(above, n)) for n in names)


def _described(folder: saved_model_folder.SavedModelFolder) -> dict:
    """Returns what Keras 2 tells of the model; nothing where it doesn't."""
    node = folder.keras_nodes.get(0)
    if node is None or node.kind not in _MODELS:
        return {}
    try:
        value = nesting.from_json(node.text)
    except ValueError as error:
        raise file_error.ModelFileError(
            folder.path, f"{keras_metadata.FILE!r} in it: {error}"
        ) from error
    return value if isinstance(value, dict) else {}


def _arrays(
    folder: saved_model_folder.SavedModelFolder,
) -> Iterator[facts.Array]:
    own = _reached(folder)
    for number, node in enumerate(folder.objects):
        if node.WhichOneof("kind") == "variable":
            found = node.variable
            shape = tuple(dim.size for dim in found.shape.dim)
            dtype = tf.as_dtype(found.dtype).name
            name = found.name or str(number)
            path = name if number in own else f"{_OPTIMIZER}/{name}"
            yield facts.Array(path, shape, dtype)


def _reached(folder: saved_model_folder.SavedModelFolder) -> set[int]:
    """Returns the objects that belong to the model, not to its training."""
    found: set[int] = set()
    waiting = [0]
    while waiting:
        number = waiting.pop()
        if number in found or not 0 <= number < len(folder.objects):
            continue
        found.add(number)
        waiting += [
            child.node_id
            for child in folder.objects[number].children
            if child.local_name not in _OF_TRAINING
        ]
    return found


def _unsafe(
    folder: saved_model_folder.SavedModelFolder,
) -> tuple[str, ...]:
    try:
        program_check.require_harmless(folder)
    except file_error.ModelFileError as error:
        return (error.reason,)
    return ()
