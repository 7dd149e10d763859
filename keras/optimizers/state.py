"""An optimizer's variables as arrays, in and out of files."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf


def read(store, variables: Sequence[tf.Variable]) -> tuple:
    """Returns arrays for the variables, and the learning rate or None.

    Keras 3 writes the learning rate second; and for SGD without momentum, no
    velocities, which have no effect then. As many arrays as variables are
    theirs: the second one is a slot, where that is a scalar too.

    Args:
        store: Dict-like, with arrays under '0', '1', ….
        variables: What the arrays are for.
    """
    values = [np.asarray(store[str(i)]) for i in range(len(store.keys()))]
    rate = None
    wanted = [v.shape.as_list() for v in variables]
    if _has_rate(values, wanted):
        rate = values.pop(1)
    if len(values) == 1 < len(variables):
        values += [variable.numpy() for variable in variables[1:]]
    return values, rate


def _has_rate(values: Sequence[np.ndarray], wanted: Sequence[list]) -> bool:
    if len(values) < 2 or values[1].shape or values[1].dtype.kind != "f":
        return False
    one_scalar = wanted[1:] == [[]]
    return len(values) == len(wanted) + 1 or len(values) == 2 and not one_scalar


def assign(
    owner: str, variables: Sequence[tf.Variable], values: Sequence
) -> None:
    """Sets all variables, or none.

    Args:
        owner: The optimizer's name.
        variables: What to set.
        values: An array for each.
    Raises:
        ValueError: If their number or a shape is another.
    """
    own = [tuple(v.shape) for v in variables]
    given = [np.shape(value) for value in values]
    if own != given:
        raise ValueError(
            f"{owner}: the state doesn't fit. Expected {len(own)} arrays of "
            f"shapes {own}. Received: {len(given)} of shapes {given}. Build "
            "the optimizer for the same variables first."
        )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value, read_value=False)
