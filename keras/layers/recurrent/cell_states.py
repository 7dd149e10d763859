"""What a cell says of its states: their sizes, and what they start from.

Cells are any objects with `call(inputs, states)` and a `state_size`: a size, a
`tf.TensorShape`, or a list or tuple of these or of nests of them.
"""

import inspect
from collections import abc

import numpy as np
import tensorflow as tf


def sizes(cell) -> list:
    """Returns the sizes of a cell's states, as a list of one or more.

    Args:
        cell: The cell.
    """
    size = cell.state_size
    return list(size) if _are_several(size) else [size]


def output_sizes(cell):
    """Returns the size of a cell's output, or a nest of sizes.

    The first state's where the cell doesn't say it.

    Args:
        cell: The cell.
    """
    size = getattr(cell, "output_size", None)
    return sizes(cell)[0] if size is None else size


def with_batch(batch, size) -> tf.TensorShape:
    """Returns the shape of a state or an output.

    Args:
        batch: Number of rows, or None.
        size: What the cell says: an int or a shape.
    """
    return tf.TensorShape([batch]).concatenate(_shape_of(size))


def map_sizes(function, nest):
    """Applies a function to each size in a nest of them.

    Args:
        function: Gets an int or a `tf.TensorShape`.
        nest: A size, or a list, tuple or dict of them, nested or not.
    """
    if _are_several(nest):
        return [map_sizes(function, part) for part in nest]
    if isinstance(nest, abc.Mapping):
        return {name: map_sizes(function, nest[name]) for name in nest}
    return function(nest)


def zeros(cell, batch_size, dtype):
    """Returns states of zeros, nested as the cell's `state_size` is.

    Args:
        cell: The cell.
        batch_size: An int, or a tensor.
        dtype: Type of the states.
    """
    if batch_size is None or dtype is None:
        raise ValueError(
            f"{type(cell).__name__}: states of unknown shape or type. Expected "
            "inputs, or a batch size and a type. Received: "
            f"batch_size={batch_size}, dtype={dtype}."
        )
    return tf.nest.map_structure(
        lambda size: tf.zeros(
            tf.concat([[batch_size], _shape_of(size).as_list()], 0)
            if tf.is_tensor(batch_size)
            else (batch_size, *_shape_of(size).as_list()),
            dtype,
        ),
        cell.state_size,
    )


def initial(cell, batch_size, dtype) -> list:
    """Returns the states that a sequence starts from, as a list.

    Args:
        cell: The cell; its `get_initial_state` is asked if there is one, with
            what it takes of Keras 2's arguments (`inputs`, `batch_size`,
            `dtype`) and Keras 3's (`batch_size`).
        batch_size: An int, or a tensor.
        dtype: Type of the states.
    """
    made = getattr(cell, "get_initial_state", None)
    if made is None:
        states = zeros(cell, batch_size, dtype)
    else:
        given = {"inputs": None, "batch_size": batch_size, "dtype": dtype}
        states = made(**_taken(made, given))
    return list(states) if _are_several(states) else [states]


def are_named(cell) -> bool:
    """Tells whether a cell's states are a dict of states.

    Args:
        cell: The cell.
    """
    return isinstance(cell.state_size, abc.Mapping)


def check(where: str, cell, states: list, inputs) -> None:
    """Raises unless states are a cell's, of as many rows as its inputs.

    Args:
        where: The cell as a message calls it.
        cell: The cell.
        states: List of tensors; of one row, they serve all.
        inputs: Tensor `(batch, ...)`.
    Raises:
        ValueError: If they aren't.
    """
    wanted = [
        with_batch(None, size) for size in tf.nest.flatten(cell.state_size)
    ]
    has_rows = inputs.shape.rank is None or inputs.shape.rank > 1
    fits = (
        has_rows
        and len(states) == len(wanted)
        and all(
            shape.is_compatible_with(state.shape)
            and _are_of_rows(state.shape, inputs.shape)
            for shape, state in zip(wanted, states)
        )
    )
    if not fits:
        raise ValueError(
            f"{where}: the states don't fit the cell. Expected {len(wanted)} "
            f"of shapes {[tuple(shape) for shape in wanted]}, a row each of "
            "the inputs. Received: states of shapes "
            f"{[tuple(s.shape) for s in states]}, inputs of shape "
            f"{tuple(inputs.shape)}."
        )


def _taken(method, arguments: dict) -> dict:
    parameters = inspect.signature(method).parameters
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return arguments
    return {n: v for n, v in arguments.items() if n in parameters}


def _are_several(size) -> bool:
    return isinstance(size, (list, tuple))


def _shape_of(size) -> tf.TensorShape:
    if isinstance(size, (int, np.integer)):
        return tf.TensorShape([int(size)])
    return tf.TensorShape(size)


def _are_of_rows(state: tf.TensorShape, inputs: tf.TensorShape) -> bool:
    known = inputs.rank is not None and None not in (state[0], inputs[0])
    return not known or state[0] == inputs[0] or 1 in (state[0], inputs[0])
