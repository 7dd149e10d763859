"""LSTM and GRU by the fused kernels of cuDNN, where the device has them.

The choice is made when the graph runs, by the device that it runs on. cuDNN
takes rows of different lengths that are padded behind; a row whose steps that
count are one block is turned until that holds, and turned back. Any other mask
takes the loop.
"""

from collections.abc import Callable

import tensorflow as tf

from keras import activations
from keras.layers import noise

# Columns of gates, in the order of cuDNN.
_ORDERS = {"lstm": (0, 1, 2, 3), "gru": (1, 0, 2)}
_TANH = (activations.tanh, tf.tanh)
_SIGMOID = (activations.sigmoid, tf.sigmoid)


def computes(cell, mode: str) -> bool:
    """Tells whether cuDNN computes what a cell does.

    Args:
        cell: An LSTMCell or a GRUCell.
        mode: 'lstm' or 'gru'.
    """
    return (
        cell.activation in _TANH
        and cell.recurrent_activation in _SIGMOID
        and noise.is_never(cell.recurrent_dropout)
        and getattr(cell, "reset_after", True)
        and mode in _ORDERS
    )


def chosen(plain: Callable, fused: Callable):
    """Returns what one of two functions computes, by the device.

    Args:
        plain: Called with nothing, for a CPU and for XLA.
        fused: Called with nothing, for a GPU; its result has the same
            structure, shapes and types.
    """
    if not tf.config.list_logical_devices("GPU"):
        return plain()  # Without one, the kernels aren't even known.
    device = tf.raw_ops.DeviceIndex(device_names=["CPU", "GPU"])
    return tf.switch_case(device, [plain, fused, plain])


def carry(
    mode: str, inputs, mask, states: list, weights: list, otherwise: Callable
) -> tuple:
    """Carries states through all steps.

    Args:
        mode: 'lstm' or 'gru'.
        inputs: Tensor `(time, batch, features)`.
        mask: Booleans `(time, batch, 1)`, or None.
        states: List of tensors `(batch, units)`.
        weights: Kernel, recurrent kernel, and biases `(2, gates * units)`.
        otherwise: Called with nothing where a mask has steps that count in
            more than one block; returns the same.
    Returns:
        The first state after each step, `(time, batch, units)`, and the list of
        the states after the last one.
    """
    params = packed(mode, *weights)
    if mask is None:
        lengths = tf.fill([tf.shape(inputs)[1]], tf.shape(inputs)[0])
        return _fused(mode, inputs, lengths, states, params)
    flat = tf.reshape(mask, tf.shape(inputs)[:2])
    return tf.cond(
        are_blocks(flat),
        lambda: _padded(mode, inputs, flat, states, params),
        otherwise,
    )


def packed(mode: str, kernel, recurrent_kernel, biases) -> tf.Tensor:
    """Returns weights in the layout of cuDNN, `(size,)`.

    The matrices of the inputs' part, gate by gate, each transposed; those of
    the state's part; and the vectors likewise.

    Args:
        mode: 'lstm' or 'gru'.
        kernel, recurrent_kernel: Tensors `(size, gates * units)`.
        biases: Tensor `(2, gates * units)`: the inputs' and the state's.
    """
    order = _ORDERS[mode]
    flat = []
    for matrix in (kernel, recurrent_kernel):
        parts = tf.split(matrix, len(order), 1)
        flat += [tf.reshape(tf.transpose(parts[n]), [-1]) for n in order]
    for row in (0, 1):
        parts = tf.split(biases[row], len(order))
        flat += [parts[n] for n in order]
    return tf.concat(flat, 0)


def are_blocks(mask) -> tf.Tensor:
    """Tells whether each row's steps that count follow on each other.

    Args:
        mask: Booleans `(time, batch)`.
    """
    starts, lengths = _starts(mask), _lengths(mask)
    time = tf.range(tf.shape(mask)[0])[:, tf.newaxis]
    block = tf.logical_and(time >= starts, time < starts + lengths)
    return tf.reduce_all(tf.equal(mask, block))


def to_front(x, mask) -> tf.Tensor:
    """Turns each row until it begins with the first step that counts.

    Args:
        x: Tensor `(time, batch, ...)`.
        mask: Booleans `(time, batch)`.
    """
    rest = tf.shape(mask)[0] - _starts(mask)
    return tf.reverse_sequence(
        tf.reverse(x, [0]), rest, seq_axis=0, batch_axis=1
    )


def from_front(x, mask) -> tf.Tensor:
    """Turns each row back, after `to_front`.

    Args:
        x: Tensor `(time, batch, ...)`.
        mask: Booleans `(time, batch)`.
    """
    rest = tf.shape(mask)[0] - _starts(mask)
    turned = tf.reverse_sequence(x, rest, seq_axis=0, batch_axis=1)
    return tf.reverse(turned, [0])


def _padded(mode: str, inputs, mask, states: list, params) -> tuple:
    lengths = _lengths(mask)
    # cuDNN has no rows without steps: theirs is thrown away.
    history, last = _fused(
        mode, to_front(inputs, mask), tf.maximum(lengths, 1), states, params
    )
    is_there = (lengths > 0)[:, tf.newaxis]
    last = [tf.where(is_there, n, s) for n, s in zip(last, states)]
    history = from_front(history, mask)
    return tf.where(mask[..., tf.newaxis], history, last[0]), last


def _fused(mode: str, inputs, lengths, states: list, params) -> tuple:
    h, *c = (state[tf.newaxis] for state in states)
    found = tf.raw_ops.CudnnRNNV3(
        input=inputs,
        input_h=h,
        input_c=c[0] if c else tf.zeros((), inputs.dtype),
        params=params,
        sequence_lengths=lengths,
        rnn_mode=mode,
        is_training=True,
        time_major=True,
    )
    last = [found.output_h, found.output_c][: len(states)]
    last = [
        tf.ensure_shape(tf.squeeze(new, 0), state.shape)
        for new, state in zip(last, states)
    ]
    shape = inputs.shape[:2] + states[0].shape[1:]
    return tf.ensure_shape(found.output, shape), last


def _starts(mask) -> tf.Tensor:
    """Returns the number of each row's first step that counts."""
    return tf.argmax(tf.cast(mask, tf.int32), 0, output_type=tf.int32)


def _lengths(mask) -> tf.Tensor:
    return tf.reduce_sum(tf.cast(mask, tf.int32), 0)
