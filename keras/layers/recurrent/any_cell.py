"""Dealing with cells that may be layers or any other objects."""

import inspect

import tensorflow as tf

from keras.backend import user_code
from keras.engine.layer import building, layer
from keras.layers import inner_layer


def made(where: str, cell, argument: str = "cell"):
    """Returns a cell, as given or made from its config.

    Args:
        where: The layer as a message calls it.
        cell: An object with `call` and `state_size`, or a config.
        argument: The argument's name.
    Raises:
        ValueError: If it has none of these.
    """
    if isinstance(cell, dict):
        cell = inner_layer.made(where, cell, argument)
    # What only a build can tell may raise until then.
    known = dir(cell)
    missing = [name for name in ("call", "state_size") if name not in known]
    if missing:
        raise ValueError(
            f"{where}: a cell lacks {' and '.join(missing)}. Expected an "
            "object with a method `call(inputs, states)` and an attribute "
            f"`state_size`. Received: {argument}={cell!r}."
        )
    return cell


def is_users(cell) -> bool:
    """Tells whether a cell's class, or that of one inside, is a user's.

    Args:
        cell: Any cell.
    """
    inside = getattr(cell, "cells", [])
    return user_code.is_users(type(cell)) or any(map(is_users, inside))


def build(cell, shape) -> None:
    """Builds a cell that is a layer, in a name scope of its own.

    Args:
        cell: Any cell.
        shape: Shape of a step's inputs, with the batch axis.
    """
    if isinstance(cell, layer.Layer) and not cell.built:
        with tf.name_scope(cell._keras_scope_name):
            building.build_inner(cell, shape)


def called(cell):
    """Returns what computes a step: a layer's call has its scope and masks.

    Args:
        cell: Any cell.
    """
    return cell if callable(cell) else cell.call


def pair(where: str, found) -> tuple:
    """Returns what a cell's call gave: its output, and the new states.

    Args:
        where: The layer as a message calls it.
        found: What it gave.
    Raises:
        ValueError: If that isn't a pair.
    """
    if isinstance(found, (list, tuple)) and len(found) == 2:
        return tuple(found)
    given = type(found).__name__
    if tf.is_tensor(found):
        given = f"a tensor of shape={found.shape}"
    raise ValueError(
        f"{where}: the cell's `call` doesn't return an output and new states. "
        f"Expected a pair, `(output, [state])`. Received: {given}."
    )


def options_of(cell, **options) -> dict:
    """Returns those arguments that a cell's `call` has names for.

    Args:
        cell: Any cell.
        **options: Arguments by name.
    """
    names = inspect.signature(cell.call).parameters
    return {n: value for n, value in options.items() if n in names}
