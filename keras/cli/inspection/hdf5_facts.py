"""HDF5 files: whole models and values of Keras 1 and 2, and `.weights.h5`."""

import os

import h5py

from keras.cli.inspection import description, facts
from keras.saving.config import nesting
from keras.saving.files import (
    file_error,
    h5_layers,
    h5_links,
    h5_store,
    h5_texts,
)

_FAILURES = (OSError, RuntimeError, KeyError, ValueError)
_CONFIG, _TRAINING = "model_config", "training_config"
_OPTIMIZER = "optimizer_weights"
_VERSION = "keras_version"


def read(path: str | os.PathLike) -> facts.Facts:
    """Returns what an HDF5 file is.

    Raises:
        ModelFileError: If it isn't whole, or no model's.
    """
    size = os.path.getsize(path)
    try:
        with h5py.File(os.fspath(path), "r") as file:
            texts = h5_texts.Texts(path)
            group = h5_layers.group_in(file, texts)
            if texts.names(group, h5_layers.LAYERS) is None:
                return _of_values(path, file, size)
            return _of_layers(file, group, texts, size)
    except file_error.ModelFileError:
        raise
    except _FAILURES as error:
        raise file_error.ModelFileError(
            path, f"it can't be read. Received: {error}"
        ) from error


def _of_values(path, file: h5py.File, size: int) -> facts.Facts:
    found, unsafe = arrays(file, size)
    if not found and not unsafe:
        raise file_error.ModelFileError(
            path,
            "it has no values of layers. Expected a file that `save` or "
            f"`save_weights` wrote. Received: HDF5 with {list(file)[:5]}.",
        )
    return facts.Facts(
        "values of a model (.weights.h5)", size, arrays=found, unsafe=unsafe
    )


def arrays(
    file: h5py.File, size: int
) -> tuple[tuple[facts.Array, ...], tuple[str, ...]]:
    """Returns the arrays of a `.weights.h5`, and why they can't be read.

    Args:
        file: It, opened.
        size: Its bytes.
    """
    try:
        parts = h5_store.natural_order(h5_store.stored_parts(file, size))
    except _FAILURES as error:
        return (), (f"its values: {error}",)
    found = [
        _array(f"{part.path}/{h5_store.VARS}/{key}".strip("/"), array)
        for part in parts
        for key, array in sorted(part.arrays.items(), key=_by_number)
    ]
    return tuple(found), ()


def _by_number(item: tuple[str, h5_store.StoredArray]) -> tuple[int, str]:
    return len(item[0]), item[0]


def _array(path: str, stored: h5_store.StoredArray) -> facts.Array:
    return facts.Array(path, stored.shape, stored.dtype.name)


def _of_layers(file, group, texts, size: int) -> facts.Facts:
    found, unsafe = _arrays_of_layers(file, group, texts)
    sizes: dict[str, int] = {}
    for name, array in found:
        sizes[name] = sizes.get(name, 0) + array.size
    described = _json(texts.one(file, _CONFIG))
    training = _json(texts.one(file, _TRAINING))
    told = described and description.Description(described, training)
    kinds = told.layers() if told else [(name, "", "") for name in sizes]
    return facts.Facts(
        format="a whole model (HDF5)" if told else "values of layers (HDF5)",
        num_bytes=size,
        keras_version=texts.one(file, _VERSION) or texts.one(group, _VERSION),
        model=told and told.model,
        compiled=description.compiled(training),
        layers=tuple(
            # Those of a model in the model stand under its name.
            facts.Layer(name, kind, sizes.get(name, None if "/" in name else 0))
            for name, kind, _ in kinds
        ),
        arrays=tuple(array for _, array in found),
        custom_objects=told.custom if told else (),
        unsafe=unsafe + (told.unsafe if told else ()),
    )


def _json(text: str | None):
    return None if text is None else nesting.from_json(text)


def _arrays_of_layers(
    file, group, texts
) -> tuple[list[tuple[str, facts.Array]], tuple[str, ...]]:
    """Returns arrays with the names of their layers; or why there are none."""
    try:
        stored = h5_layers.stored_layers(group, texts)
        optimizer = h5_links.group_at(file, _OPTIMIZER)
        if optimizer is not None:
            stored.append(h5_layers.stored_layer(_OPTIMIZER, optimizer, texts))
    except _FAILURES as error:
        return [], (f"its values: {error}",)
    return [
        (layer.name, _array(f"{layer.name}/{name}", array))
        for layer in stored
        for name, array in layer.arrays
    ], ()
