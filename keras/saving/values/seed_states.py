"""How far the seed generators of a model have come: in a file, and back.

Layers that draw have them, a user's too, and a model itself. Their states are
no weights, so Keras 2's files of layers' weights haven't them; ours do, beside
these, where the others don't look.
"""

import os
import warnings

import numpy as np

from keras.saving.files import file_error
from keras.saving.values import values_report, variable_paths

States = list[tuple[variable_paths.Part, dict[str, np.ndarray]]]


def named_arrays(model) -> list[tuple[str, np.ndarray]]:
    """Returns the states of a model's seed generators, by path and key.

    Args:
        model: A model, or a layer.
    """
    return [
        (_name(part, key), array)
        for part in _generators(model)
        for key, array in variable_paths.own_values(part.obj).items()
    ]


def fitting(
    model,
    arrays: list[tuple[str, np.ndarray]],
    path: str | os.PathLike,
    skip_mismatch: bool = False,
) -> States:
    """Returns generators with the states of a file; none is set.

    Where the file hasn't one, the generator stays as it is.

    Args:
        model: A model, or a layer.
        arrays: What `named_arrays` returned.
        path: The file.
        skip_mismatch: True leaves generators alone whose state doesn't fit,
            and warns. Default False.
    Raises:
        ModelFileError: If a state is of another shape or type; all are listed.
    """
    given = dict(arrays)
    found, lines = [], []
    for part in _generators(model):
        mine = variable_paths.own_values(part.obj)
        names = {key: _name(part, key) for key in mine}
        if not given.keys() >= set(names.values()):
            continue
        theirs = {key: given[name] for key, name in names.items()}
        differing = [
            f"{names[key]}: expected {_described(mine[key])}, found "
            f"{_described(theirs[key])}"
            for key in mine
            if _described(mine[key]) != _described(theirs[key])
        ]
        lines += differing
        if not differing:
            found.append((part, theirs))
    if lines and skip_mismatch:
        warnings.warn(
            f"{os.fspath(path)}: states of seed generators that don't fit the "
            f"model were left.\n{values_report.report([], [], lines)}",
            stacklevel=4,
        )
    elif lines:
        raise file_error.ValuesDontFitError(
            path, values_report.report([], [], lines)
        )
    return found


def take(states: States) -> None:
    """Sets generators to what `fitting` returned for them."""
    for part, arrays in states:
        variable_paths.set_own_values(part.obj, arrays)


def _generators(model) -> list[variable_paths.Part]:
    return [
        part
        for part in variable_paths.parts(model)
        if getattr(type(part.obj), "_keras_makes_seeds", False)
    ]


def _name(part: variable_paths.Part, key: str) -> str:
    return f"{part.path}/{key}"


def _described(array: np.ndarray) -> str:
    return f"{array.shape} {array.dtype.name}"
