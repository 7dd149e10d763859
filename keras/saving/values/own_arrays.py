"""Arrays of users' layers that aren't variables, where they have no place."""

import os
import warnings

import numpy as np

from keras.backend import user_code
from keras.saving.values import variable_paths

# Paths that a message shows at most.
_SHOWN = 5


def warn_of_lost(model, path: str | os.PathLike) -> None:
    """Warns once of arrays that a format of variables alone leaves out.

    Args:
        model: The model.
        path: The new file.
    """
    lost = [
        f"{part.path or variable_paths.name_of(part.obj)}: {key}"
        for part in variable_paths.parts(model)
        for key in _more_than_variables(part.obj)
    ]
    if lost:
        warnings.warn(
            f"{os.fspath(path)}: its format has variables alone, and no place "
            "for other arrays of `save_own_variables`. Expected values of "
            f"variables. Received: {lost[:_SHOWN]}. Save to '.keras' or "
            "'.weights.h5' to keep them.",
            stacklevel=5,
        )


def _more_than_variables(obj) -> list[str]:
    writer = getattr(type(obj), "save_own_variables", None)
    if writer is None or not user_code.is_users(writer):
        return []
    known = [variable.numpy() for variable in getattr(obj, "variables", ())]
    return [
        key
        for key, array in variable_paths.own_values(obj).items()
        if not any(_is_same(array, value) for value in known)
    ]


def _is_same(one: np.ndarray, other: np.ndarray) -> bool:
    if one.shape != other.shape:
        return False
    return one.tobytes() == other.tobytes() or bool(np.all(one == other))
