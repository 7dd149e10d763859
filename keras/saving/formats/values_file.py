"""`.weights.h5`: the values of a model's variables, and files of its parts."""

import os

import h5py

from keras.saving.files import atomic_file
from keras.saving.formats import noted
from keras.saving.formats import options as options_module
from keras.saving.values import assets, model_values, variable_paths


def save(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes a model's values, whole or not at all."""
    found = variable_paths.parts(model)
    values = model_values.entries(model, found, options.include_optimizer)
    beside = assets.packed(found)
    with atomic_file.replacing(path, options.overwrite) as file:
        model_values.write(file, values, beside)
        with h5py.File(file, "r+") as opened:
            noted.write(opened)


def load(
    model, path: str | os.PathLike, options: options_module.ValuesReading
) -> None:
    """Sets a model's values to those of a file."""
    model_values.read(
        [(os.fspath(path), os.path.getsize(path))],
        path,
        model,
        options.skip_mismatch,
        options.include_optimizer,
    )
