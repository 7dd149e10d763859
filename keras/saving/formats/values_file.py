"""`.weights.h5`: the values of a model's variables, and files of its parts."""

import os

import h5py

from keras.saving.files import atomic_file
from keras.saving.formats import options as options_module
from keras.saving.values import model_values

# How names of attributes begin, of weights and of a whole model.
_OF_KERAS_2 = ("layer_names", "model_config")


def reads(path: str | os.PathLike) -> bool:
    """Tells whether an HDF5 file isn't laid out as those of Keras 2 are.

    What is damaged is ours, to be told what is wrong.
    """
    try:
        with h5py.File(os.fspath(path), "r") as file:
            names = list(file.attrs)
    except (OSError, RuntimeError, KeyError, ValueError):
        return True
    return not any(name.startswith(_OF_KERAS_2) for name in names)


def save(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes a model's values, whole or not at all."""
    with atomic_file.replacing(path, options.overwrite) as file:
        model_values.write(file, model, options.include_optimizer, True)


def load(
    model, path: str | os.PathLike, options: options_module.ValuesReading
) -> None:
    """Sets a model's values to those of a file."""
    model_values.read(
        os.fspath(path),
        os.path.getsize(path),
        path,
        model,
        options.skip_mismatch,
        options.include_optimizer,
    )
