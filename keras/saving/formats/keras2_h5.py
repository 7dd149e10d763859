"""HDF5 files of Keras 1, Keras 2, tf_keras and Keras 3's `.h5`.

A model is its config and how it was compiled, as JSON in attributes, and the
arrays of its layers and of its optimizer; values alone are the layers' arrays.
What is written here tf_keras reads, and goes on training.
"""

import contextlib
import json
import os
import zlib
from collections.abc import Iterator

import h5py
import numpy as np

from keras.saving.config import (
    json_object,
    nesting,
    object_config,
    portable_config,
    whole_config,
)
from keras.saving.config import training_config as training_config_module
from keras.saving.files import (
    atomic_file,
    file_error,
    h5_layers,
    h5_links,
    h5_store,
    h5_texts,
)
from keras.saving.formats import description, noted
from keras.saving.formats import options as options_module
from keras.saving.values import (
    assets,
    layer_weights,
    optimizer_state,
    own_arrays,
    variable_budget,
)

# `keras.version` is the public function, so the name itself is imported.
from keras.version import __version__

_CONFIG, _TRAINING = "model_config", "training_config"
_WEIGHTS, _OPTIMIZER = "model_weights", "optimizer_weights"
# Beside Keras 2's: what its optimizers have, and its files haven't.
_PARTS = "optimizer_parts"
_VERSION, _BACKEND = "keras_version", "backend"


def has_values(path: str | os.PathLike) -> bool:
    """Tells whether an HDF5 file has layers' values, or a whole model.

    A damaged one hasn't.
    """
    try:
        with h5py.File(os.fspath(path), "r") as file:
            names = map(str, file.attrs)  # Damaged ones are bytes.
            marks = (_CONFIG, h5_layers.LAYERS)
            return any(name.startswith(marks) for name in names)
    except (OSError, RuntimeError, KeyError, ValueError):
        return False


def save(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes a whole model, or nothing."""
    with whole_config.asked():
        described = object_config.serialize_keras_object(model)
    assets.warn_of_lost(model, path)
    own_arrays.warn_of_lost(model, path)
    compiled = described.pop("compile_config", None)
    config = portable_config.with_registered_names(
        portable_config.portable(described)
    )
    # What can't be read isn't written.
    nesting.require_shallow(config)
    layers, own = _values(model)
    state = optimizer_state.named_arrays(model)
    others = optimizer_state.named_arrays_of_parts(model)
    with _written(path, options) as file:
        _write_json(file, _CONFIG, config)
        group = file.create_group(_WEIGHTS)
        _sign(group)
        h5_layers.write_layers(group, layers, own)
        if compiled and options.include_optimizer:
            training = training_config_module.of_compile_config(compiled)
            _write_json(file, _TRAINING, training)
            if state:
                h5_layers.write_arrays(file.create_group(_OPTIMIZER), state)
            for name, arrays in others.items():
                group = file.create_group(f"{_PARTS}/{name}")
                h5_layers.write_arrays(group, arrays)


def save_values(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes the values of a model's layers, or nothing."""
    assets.refuse_learned(model, path)
    assets.warn_of_lost(model, path)
    own_arrays.warn_of_lost(model, path)
    layers, own = _values(model)
    with _written(path, options) as file:
        h5_layers.write_layers(file, layers, own)


@contextlib.contextmanager
def _written(
    path: str | os.PathLike, options: options_module.Writing
) -> Iterator[h5py.File]:
    """Opens a new file that says who wrote it."""
    with (
        atomic_file.replacing(path, options.overwrite) as opened,
        h5py.File(opened, "w") as file,
    ):
        _sign(file)
        noted.write(file)
        yield file


def _values(model) -> tuple[list, list]:
    layers = [
        (name, layer_weights.named_arrays(variables))
        for name, variables in layer_weights.of_layers(model)
    ]
    return layers, layer_weights.named_arrays(layer_weights.of_model(model))


def _sign(group: h5py.Group) -> None:
    group.attrs[_VERSION] = __version__
    group.attrs[_BACKEND] = "tensorflow"


def load(path: str | os.PathLike, options: options_module.ModelReading):
    """Makes a model of a file."""
    with _opened(path) as (file, texts):
        config = _json(path, file, texts, _CONFIG)
        if config is None:
            raise file_error.ModelFileError(
                path,
                "it has values alone, and no model. Expected a file of "
                "`model.save`. Make the model, and `model.load_weights` it.",
            )
        group = h5_links.at(file, _WEIGHTS)
        stored = h5_layers.stored_layers(group, texts) if group else []
        _check_claim(path, stored)
        backend = _backend(group or file, texts)
        training, state, of_parts = None, [], {}
        if options.compile:
            training = _json(path, file, texts, _TRAINING)
            state = _arrays(file, _OPTIMIZER, texts)
            of_parts = {
                name: _arrays(file, f"{_PARTS}/{name}", texts)
                for name in h5_links.group_at(file, _PARTS) or ()
            }
        if training is not None:
            compiled = training_config_module.to_compile_config(
                training, options.custom_objects
            )
            config["compile_config"] = compiled
        with variable_budget.limited(path, os.path.getsize(path)):
            model = description.made(
                path, config, options.custom_objects, options.safe_mode
            )
            layer_weights.read(model, stored, path, backend=backend)
            if state and training is not None:
                optimizer_state.take_lists(model, state, of_parts, path)
    return model


def load_values(
    model, path: str | os.PathLike, options: options_module.ValuesReading
) -> None:
    """Sets the values of a model's layers to those of a file."""
    with _opened(path) as (file, texts):
        group = h5_links.at(file, _WEIGHTS) or file
        stored = h5_layers.stored_layers(group, texts)
        _check_claim(path, stored)
        layer_weights.read(
            model,
            stored,
            path,
            options.by_name,
            options.skip_mismatch,
            _backend(group, texts),
        )


@contextlib.contextmanager
def _opened(
    path: str | os.PathLike,
) -> Iterator[tuple[h5py.File, h5_texts.Texts]]:
    """Opens a file for reading; what is wrong in it is told by its path."""
    try:
        texts = h5_texts.Texts(path)
        with h5py.File(os.fspath(path), "r") as file:
            yield file, texts
    except file_error.ModelFileError:
        raise
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise file_error.ModelFileError(
            path,
            "it can't be read. Expected a whole HDF5 file of Keras. Received: "
            f"{str(error) or repr(error)}",
        ) from error


def _write_json(file: h5py.File, name: str, value: dict) -> None:
    text = json.dumps(value)
    file.attrs[name] = text
    file.attrs[_sum_of(name)] = np.uint32(zlib.crc32(text.encode()))


def _json(path, file: h5py.File, texts: h5_texts.Texts, name: str):
    """Returns the JSON object in an attribute; None where there is none."""
    text = texts.one(file, name)
    if text is None:
        return None
    checksum = h5_store.checksum_of(file, _sum_of(name))
    if checksum not in (None, zlib.crc32(text.encode(*h5_texts.UTF8))):
        raise ValueError(f"{name!r} in it is damaged. Take another copy.")
    return json_object.parsed(path, name, text)


def _sum_of(name: str) -> str:
    return f"{name}_crc32"


def _backend(group: h5py.Group, texts: h5_texts.Texts) -> str:
    return texts.one(group, _BACKEND) or "tensorflow"


def _check_claim(path: str | os.PathLike, stored: list) -> None:
    arrays = (array for layer in stored for _, array in layer.arrays)
    h5_store.check_claim(arrays, os.path.getsize(path))


def _arrays(file: h5py.File, name: str, texts: h5_texts.Texts) -> list:
    group = h5_links.group_at(file, name)
    if group is None:
        return []
    stored = h5_layers.stored_layer(name, group, texts)
    _check_claim(file.filename, [stored])
    return [array for _, array in stored.read()]
