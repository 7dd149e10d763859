"""Batches of a model with a layer that takes a number of rows, and no other.

A stateful layer has states of them, and what comes out of it a known size. A
batch of other rows would be an error of the first operation that meets both,
and which that is nobody knows beforehand: a loss's gradient may be it.
"""

import tensorflow as tf

from keras.backend import user_code
from keras.engine.symbols import input_spec, run_time_check


def ensured(model, step, data):
    """Returns a graph's data, each of whose tensors has a model's rows.

    It takes nothing where a model takes any number, or the trace knows it.

    Args:
        model: The model.
        step: What takes the data; a user's may take what it likes.
        data: A nest of tensors.
    """
    rows = _rows_of(model)
    if rows is None or user_code.is_users(step):
        return data
    return tf.nest.map_structure(lambda part: _of_rows(part, rows), data)


def text_of(message: str) -> str | None:
    """Returns what a check says that failed; None for any other error."""
    found = run_time_check.shapes_in(message)
    if found is None:
        return None
    received, expected = found
    rows = expected[0]
    return (
        "a layer of the model has a fixed number of rows (a stateful one has), "
        f"and a batch has another. Expected {rows}, as `batch_size` or "
        f"`batch_shape` of the inputs says. Received: shape={received}. Give "
        f"batches of {rows} rows each; of a data set leave the rest out: "
        f"`data.batch({rows}, drop_remainder=True)`."
    )


def _rows_of(model) -> int | None:
    """Returns the rows of all inputs, if a layer takes no other number."""
    # A user may call something else `inputs`.
    inputs = model._keras_state.topology.flat_inputs() or ()
    rows = {_first_size(part.shape) for part in inputs}
    parts = model._flatten_layers(include_self=False) if rows else ()
    demanded = {
        _first_size(spec.shape)
        for part in parts
        for spec in tf.nest.flatten(part.input_spec)
        if isinstance(spec, input_spec.InputSpec)
    }
    return rows.pop() if len(rows) == 1 and rows <= demanded else None


def _first_size(shape) -> int | None:
    shape = tf.TensorShape(shape)
    return shape[0] if shape.rank else None


def _of_rows(part, rows: int):
    is_open = isinstance(part, tf.Tensor) and part.shape.rank
    if not is_open or part.shape[0] is not None:
        return part
    return tf.ensure_shape(part, [rows, *part.shape[1:]])
