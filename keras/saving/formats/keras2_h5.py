"""HDF5 files of Keras 1, Keras 2, tf_keras and Keras 3's `.h5`.

A model is its config and how it was compiled, as JSON in attributes, and the
arrays of its layers and of its optimizer; values alone are the layers' arrays.
What is written here tf_keras reads, and goes on training. How far seed
generators have come stands where it doesn't look.
"""

import contextlib
import dataclasses
import json
import os
import zlib
from collections.abc import Iterator

import h5py
import numpy as np

from keras.saving.config import (
    json_object,
    keras3,
    nesting,
    number_keys,
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
    first_values,
    layer_weights,
    optimizer_state,
    own_arrays,
    seed_states,
    variable_budget,
)

# `keras.version` is the public function, so the name itself is imported.
from keras.version import __version__

_CONFIG, _TRAINING = "model_config", "training_config"
_OPTIMIZER = "optimizer_weights"
# Beside Keras 2's: what its optimizers have, and its files haven't.
_PARTS = "optimizer_parts"
_SEEDS = f"{h5_layers.OF_MODEL}/seed_generators"
_VERSION, _BACKEND = "keras_version", "backend"
_TENSORFLOW = "tensorflow"


Arrays = list[tuple[str, np.ndarray]]


@dataclasses.dataclass
class Content:
    """What a file holds.

    Attributes:
        layers: Name and named arrays of each layer, in order.
        own: Named arrays of the model itself.
        config: The model's description; None where there are values alone.
        training: How it was compiled; None where it wasn't.
        state: Named arrays of the optimizer.
        of_parts: Those of its parts, by path.
        seeds: Named states of the model's seed generators.
        version: The Keras that wrote the values.
        backend: What that ran on, which says how kernels are to be read.
    """

    layers: list[tuple[str, Arrays]]
    own: Arrays
    config: dict | None = None
    training: dict | None = None
    state: Arrays = dataclasses.field(default_factory=list)
    of_parts: dict[str, Arrays] = dataclasses.field(default_factory=dict)
    seeds: Arrays = dataclasses.field(default_factory=list)
    version: str = __version__
    backend: str = _TENSORFLOW


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
    kept = compiled if options.include_optimizer else None
    number_keys.require_told([config, kept])
    content = _values(model)
    content.config = config
    if kept:
        content.training = training_config_module.of_compile_config(kept)
        content.state = optimizer_state.named_arrays(model)
        content.of_parts = optimizer_state.named_arrays_of_parts(model)
    write(path, content, options.overwrite)


def save_values(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes the values of a model's layers, or nothing."""
    assets.refuse_learned(model, path)
    assets.warn_of_lost(model, path)
    own_arrays.warn_of_lost(model, path)
    write(path, _values(model), options.overwrite)


def write(
    path: str | os.PathLike, content: Content, overwrite: bool = True
) -> None:
    """Writes a file, whole or not at all."""
    with _written(path, content, overwrite) as file:
        group = file
        if content.config is not None:
            _write_json(file, _CONFIG, content.config)
            group = file.create_group(h5_layers.OF_LAYERS)
            _sign(group, content)
        h5_layers.write_layers(group, content.layers, content.own)
        if content.seeds:
            h5_layers.write_arrays(group.create_group(_SEEDS), content.seeds)
        if content.training is None:
            return
        _write_json(file, _TRAINING, content.training)
        if content.state:
            h5_layers.write_arrays(file.create_group(_OPTIMIZER), content.state)
        for name, arrays in content.of_parts.items():
            group = file.create_group(f"{_PARTS}/{name}")
            h5_layers.write_arrays(group, arrays)


@contextlib.contextmanager
def _written(
    path: str | os.PathLike, content: Content, overwrite: bool
) -> Iterator[h5py.File]:
    """Opens a new file that says who wrote it."""
    with (
        atomic_file.replacing(path, overwrite) as opened,
        h5py.File(opened, "w") as file,
    ):
        _sign(file, content)
        noted.write(file)
        yield file


def _values(model) -> Content:
    layers = [
        (name, layer_weights.named_arrays(variables))
        for name, variables in layer_weights.of_layers(model)
    ]
    own = layer_weights.named_arrays(layer_weights.of_model(model))
    return Content(layers, own, seeds=seed_states.named_arrays(model))


def _sign(group: h5py.Group, content: Content) -> None:
    group.attrs[_VERSION] = content.version
    group.attrs[_BACKEND] = content.backend


def read(path: str | os.PathLike) -> Content:
    """Returns what a file holds, of which nothing is made."""
    with _opened(path) as (file, texts):
        group = h5_layers.group_in(file, texts)
        stored = h5_layers.stored_layers(group, texts)
        _check_claim(path, stored)
        arrays = {layer.name: layer.read() for layer in stored}
        own = arrays.pop("", [])
        return Content(
            list(arrays.items()),
            own,
            _json(path, file, texts, _CONFIG),
            _json(path, file, texts, _TRAINING),
            _arrays(file, _OPTIMIZER, texts),
            _arrays_of_parts(file, texts),
            _arrays(group, _SEEDS, texts),
            texts.one(group, _VERSION) or "",
            _backend(group, texts),
        )


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
        group = h5_links.at(file, h5_layers.OF_LAYERS)
        stored = h5_layers.stored_layers(group, texts) if group else []
        _check_claim(path, stored)
        seeds = _arrays(group or file, _SEEDS, texts)
        backend = _backend(group or file, texts)
        training, state, of_parts = None, [], {}
        if options.compile:
            training = _json(path, file, texts, _TRAINING)
            state = _without_names(_arrays(file, _OPTIMIZER, texts))
            of_parts = {
                name: _without_names(arrays)
                for name, arrays in _arrays_of_parts(file, texts).items()
            }
        if training is not None:
            compiled = training_config_module.to_compile_config(
                training, options.custom_objects
            )
            config["compile_config"] = compiled
        with (
            keras3.written_by(texts.one(file, _VERSION)),
            variable_budget.limited(path, os.path.getsize(path)),
            first_values.put_off(),
        ):
            model = description.made(
                path, config, options.custom_objects, options.safe_mode
            )
            states = seed_states.fitting(model, seeds, path)
            layer_weights.read(model, stored, path, backend=backend)
            seed_states.take(states)
            if state and training is not None:
                optimizer_state.take_lists(model, state, of_parts, path)
    return model


def load_values(
    model, path: str | os.PathLike, options: options_module.ValuesReading
) -> None:
    """Sets the values of a model's layers to those of a file."""
    with _opened(path) as (file, texts):
        group = h5_layers.group_in(file, texts)
        stored = h5_layers.stored_layers(group, texts)
        _check_claim(path, stored)
        # A layer's place says whose generator one is, and not its name.
        seeds = [] if options.by_name else _arrays(group, _SEEDS, texts)
        states = seed_states.fitting(model, seeds, path, options.skip_mismatch)
        layer_weights.read(
            model,
            stored,
            path,
            options.by_name,
            options.skip_mismatch,
            _backend(group, texts),
        )
        seed_states.take(states)


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
    return texts.one(group, _BACKEND) or _TENSORFLOW


def _check_claim(path: str | os.PathLike, stored: list) -> None:
    arrays = (array for layer in stored for _, array in layer.arrays)
    h5_store.check_claim(arrays, os.path.getsize(path))


def _arrays(above: h5py.Group, name: str, texts: h5_texts.Texts) -> list:
    group = h5_links.group_at(above, name)
    if group is None:
        return []
    stored = h5_layers.stored_layer(name, group, texts)
    _check_claim(group.file.filename, [stored])
    return stored.read()


def _arrays_of_parts(file: h5py.File, texts: h5_texts.Texts) -> dict:
    return {
        name: _arrays(file, f"{_PARTS}/{name}", texts)
        for name in h5_links.group_at(file, _PARTS) or ()
    }


def _without_names(arrays: Arrays) -> list[np.ndarray]:
    return [array for _, array in arrays]
