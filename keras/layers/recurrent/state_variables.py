"""The states that a stateful layer keeps from one batch to the next."""

import tensorflow as tf

from keras.engine.layer import weights
from keras.layers.recurrent import any_cell, cell_states
from keras.tf_internals import saved_model_parts


def _saved(layer) -> dict:
    """Returns what a SavedModel has of a layer: its program changes states."""
    if layer._states is None:
        return {}
    # Where Keras 2 has them.
    beside = tf.Module()
    beside.states = tf.nest.flatten(layer._states)
    return {"keras_api": beside}


saved_model_children = saved_model_parts.hook(_saved, but_not=())


def refuse_strategy(where: str) -> None:
    """Raises `ValueError` under a strategy: a replica would keep its own rows.

    Args:
        where: The layer as a message calls it.
    """
    if tf.distribute.has_strategy():
        raise ValueError(
            f"{where}: states of rows can't be kept where rows go to any "
            "replica. Expected stateful=False under a tf.distribute strategy. "
            "Received: stateful=True."
        )


def reset(layer, states) -> None:
    """Sets the states of a layer to its cell's first ones, or to arrays.

    Args:
        layer: The layer.
        states: Arrays, or None.
    """
    if not layer.stateful:
        raise AttributeError(
            f"{layer._keras_who}: it keeps no states. Expected a layer with "
            "stateful=True. Received: stateful=False."
        )
    batch = _batch_size(layer)
    with tf.init_scope():
        first = cell_states.initial(layer.cell, batch, layer.variable_dtype)
        if layer._states is None:
            layer._states = tf.nest.map_structure(_variable, first)
        elif states is None:
            keep(layer._states, first)
    if states is not None:
        keep(layer._states, checked(layer, states, shapes(layer, batch)))


def _batch_size(layer) -> int:
    specs = layer.input_spec or [None]
    shape = specs[0] and specs[0].shape
    batch = shape and shape[layer._axes[0]]
    if not batch:
        raise ValueError(
            f"{layer._keras_who}: states are kept row by row, and nobody knows "
            "how many rows there are. Expected a batch size. Received: "
            f"shape={shape}. Give `batch_size=` or `batch_shape=` to "
            "`keras.Input`, or `batch_input_shape=` to the first layer."
        )
    return batch


def _variable(value) -> tf.Variable:
    return weights.create_variable(
        lambda shape, dtype: value,
        tuple(value.shape),
        value.dtype,
        trainable=False,
        name="rnn_state",
    )


def keep(variables, states) -> None:
    """Assigns states to variables.

    Args:
        variables: A nest.
        states: Tensors in the same order.
    """
    flat = tf.nest.flatten(variables), tf.nest.flatten(states)
    for variable, state in zip(*flat, strict=True):
        variable.assign(tf.cast(state, variable.dtype))


def shapes(layer, batch: int | None) -> list[tf.TensorShape]:
    """Returns the shapes of a layer's states, in order.

    Args:
        layer: The layer.
        batch: Number of rows; None where nobody knows.
    """
    sizes = tf.nest.flatten(cell_states.sizes(layer.cell))
    return [cell_states.with_batch(batch, size) for size in sizes]


def checked(layer, states, wanted: list[tf.TensorShape]) -> list:
    """Returns states as tensors of the layer's type, nested as its cell's are.

    Args:
        layer: The layer.
        states: Tensors or arrays, in order.
        wanted: The shapes that they are to have.
    Raises:
        ValueError: If there are more or fewer, or one has another shape.
    """
    given = [tf.convert_to_tensor(state) for state in tf.nest.flatten(states)]
    fits = len(given) == len(wanted) and all(
        state.shape.rank
        and shape[1:].is_compatible_with(state.shape[1:])
        and (
            state.shape[0] == 1 or shape[:1].is_compatible_with(state.shape[:1])
        )
        for shape, state in zip(wanted, given)
    )
    if not fits:
        raise ValueError(
            f"{layer._keras_who}: the states don't fit the cell. Expected "
            f"{len(wanted)} of shapes {[tuple(s) for s in wanted]}. Received: "
            f"{len(given)} of shapes {[tuple(s.shape) for s in given]}."
        )
    dtype = layer._state_dtype
    # A user's cell may count in whole numbers.
    is_own = not any_cell.is_users(layer.cell)
    typed = [
        tf.cast(s, dtype) if is_own or s.dtype.is_floating else s for s in given
    ]
    rows = [_of_rows(s, shape[0]) for s, shape in zip(typed, wanted)]
    return tf.nest.pack_sequence_as(cell_states.sizes(layer.cell), rows)


def _of_rows(state, batch: int | None) -> tf.Tensor:
    """Returns a state of all rows, of that or of one that serves all."""
    if batch is None or state.shape[0] != 1:
        return state
    return tf.repeat(state, batch, 0)


def to_start_from(layer, given: list | None) -> list:
    """Returns the states that a stateful layer starts a batch from.

    What a call is given counts after a reset only.

    Args:
        layer: The layer.
        given: What the call was given, or None.
    """
    dtype = layer._state_dtype
    kept = tf.nest.map_structure(lambda v: tf.cast(v, dtype), layer._states)
    if given is None:
        return kept
    flat = tf.nest.flatten(kept)
    counts = [tf.math.count_nonzero(state) for state in flat]
    chosen = [
        tf.where(tf.add_n(counts) > 0, one, other)
        for one, other in zip(flat, tf.nest.flatten(given))
    ]
    return tf.nest.pack_sequence_as(kept, chosen)
