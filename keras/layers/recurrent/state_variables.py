"""The states that a stateful layer keeps from one batch to the next."""

import tensorflow as tf

from keras.engine.layer import weights
from keras.layers.recurrent import cell_states


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
        keep(layer._states, checked(layer, states))


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


def checked(layer, states) -> list:
    """Returns states as tensors of the layer's type, nested as its cell's are.

    Args:
        layer: The layer.
        states: Tensors or arrays, in order.
    Raises:
        ValueError: If there are more or fewer, or one has another shape.
    """
    sizes = tf.nest.flatten(cell_states.sizes(layer.cell))
    given = [tf.convert_to_tensor(state) for state in tf.nest.flatten(states)]
    wanted = [cell_states.with_batch(None, size) for size in sizes]
    fits = len(given) == len(wanted) and all(
        shape.is_compatible_with(state.shape)
        for shape, state in zip(wanted, given)
    )
    if not fits:
        raise ValueError(
            f"{layer._keras_who}: the states don't fit the cell. Expected "
            f"{len(wanted)} of shapes {[tuple(s) for s in wanted]}. Received: "
            f"{len(given)} of shapes {[tuple(s.shape) for s in given]}."
        )
    dtype = layer._state_dtype
    typed = [tf.cast(s, dtype) if s.dtype.is_floating else s for s in given]
    return tf.nest.pack_sequence_as(cell_states.sizes(layer.cell), typed)


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
