"""Steps as converters know them, who make one node of a whole loop.

tf2onnx looks for these operations in this order in a loop's body: the inputs'
product in there, and one function a gate. They compute what the cells do.
"""

import tensorflow as tf

from keras.layers.recurrent import gru_cell, lstm_cell, time_loop
from keras.tf_internals import converter_trace


def are_asked_for(layer, states: list) -> bool:
    """Tells whether a converter is at work, and makes a node of a layer.

    Args:
        layer: A layer over a cell.
        states: What it begins with, of the type that it computes in.
    """
    if not converter_trace.is_at_work() or layer.unroll:
        return False
    cell = layer.cell
    is_lstm = type(cell) is lstm_cell.LSTMCell
    is_gru = type(cell) is gru_cell.GRUCell and cell.reset_after
    has_one_type = states[0].dtype == tf.as_dtype(cell.variable_dtype)
    return (is_lstm or is_gru) and has_one_type


def carry(cell, inputs, states: list) -> tuple:
    """Carries states through a sequence, at inference.

    Args:
        cell: Of LSTM or GRU.
        inputs: Tensor `(time, batch, features)`.
        states: Tensors `(batch, units)`.
    Returns:
        `(last_output, outputs, states)`, as `time_loop.rnn`.
    """
    kernels = tf.identity(cell.kernel), tf.identity(cell.recurrent_kernel)
    biases = tf.unstack(cell.fused_weights(inputs.dtype)[2])
    step = _lstm if len(states) == 2 else _gru

    def advance(now, states):
        return step(cell, now, states, kernels, biases)

    return time_loop.rnn(advance, inputs, states, time_major=True)


def _lstm(cell, now, states, kernels, biases) -> tuple:
    h, c = states
    sums = tf.matmul(now, kernels[0]) + tf.matmul(h, kernels[1])
    sums = tf.nn.bias_add(sums, biases[0])
    i, f, n, o = tf.split(sums, 4, 1)
    gate, activation = cell.recurrent_activation, cell.activation
    c = gate(f) * c + gate(i) * activation(n)
    h = gate(o) * activation(c)
    return h, [h, c]


def _gru(cell, now, states, kernels, biases) -> tuple:
    (h,) = states
    of_inputs = tf.nn.bias_add(tf.matmul(now, kernels[0]), biases[0])
    of_state = tf.nn.bias_add(tf.matmul(h, kernels[1]), biases[1])
    x_z, x_r, x_n = tf.split(of_inputs, 3, 1)
    h_z, h_r, h_n = tf.split(of_state, 3, 1)
    gate = cell.recurrent_activation
    z, r = gate(x_z + h_z), gate(x_r + h_r)
    h = z * h + (1 - z) * cell.activation(x_n + r * h_n)
    return h, [h]
