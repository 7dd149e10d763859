"""An LSTM as the function that TensorFlow Lite has one operation for.

Lite's converter knows the function by an attribute, and by what it takes and
gives back, in this order. Whoever else meets it runs its body.
"""

import uuid

import numpy as np
import tensorflow as tf

from keras.layers.recurrent import cudnn, lstm_cell, row_parts, whole_loop
from keras.tf_internals import forward_mode


def serves(layer, states: list, training) -> bool:
    """Tells whether a layer's steps, none of them masked, are to be a call.

    That is at inference in a graph: whoever converts a model has traced it so,
    and says so nowhere. Lite's operation begins with zeros.

    Args:
        layer: A layer over a cell.
        states: What it begins with.
        training: Of the call.
    """
    cell = layer.cell
    return (
        not tf.executing_eagerly()
        and not training
        and type(cell) is lstm_cell.LSTMCell
        and cudnn.computes(cell, "lstm")
        and cell.compute_dtype == cell.variable_dtype == "float32"
        and all(map(_is_zero, states))
        and not forward_mode.is_on()
    )


def carry(cell, inputs, states: list, use_cudnn: bool) -> tuple:
    """Carries zeros through a sequence.

    Args:
        cell: Of an LSTM.
        inputs: Tensor `(time, batch, features)`.
        states: h and c, zeros `(batch, units)`.
        use_cudnn: Whether a GPU may take cuDNN's kernel.
    Returns:
        `(last_output, outputs, states)`, as `time_loop.rnn`.
    """

    def named(inputs, h, c, kernel, recurrent_kernel, bias) -> tuple:
        weights = kernel, recurrent_kernel, bias
        body = _Body(cell.rule(), inputs, [h, c], *weights)
        history, last = body.chosen() if use_cudnn else body.plain()
        # The last is where a run took place, for Keras 2.
        return last[0], history, *last, tf.zeros(())

    called = tf.function(
        named,
        autograph=False,
        experimental_attributes={
            "api_implements": f"lstm_{uuid.uuid4()}",
            "time_major": True,
            "go_backwards": False,
        },
    )
    # Tensors: a variable is an argument of another type.
    kernels = tf.identity(cell.kernel), tf.identity(cell.recurrent_kernel)
    bias = cell.fused_weights(inputs.dtype)[2][0]
    last, history, h, c, _ = called(inputs, *states, *kernels, bias)
    return last, history, [h, c]


class _Body:
    """What TensorFlow runs: of tensors alone, as a variable is an argument."""

    def __init__(
        self, rule, inputs, states, kernel, recurrent_kernel, bias
    ) -> None:
        self._rule, self._inputs, self._states = rule, inputs, states
        self._kernel, self._bias = kernel, bias
        self._recurrent_kernel = recurrent_kernel

    def chosen(self) -> tuple:
        return cudnn.chosen(self.plain, self._fused)

    def plain(self) -> tuple:
        return whole_loop.carry(
            self._rule,
            row_parts.Rows([self._inputs], None, self._states, None),
            self._sum_up,
            self._recurrent_kernel,
            None,
            keeps_all=True,
            in_training=False,
        )

    def _sum_up(self, inputs: list, factors: None) -> tf.Tensor:
        sums = tf.tensordot(inputs[0], self._kernel, 1)
        return tf.nn.bias_add(sums, self._bias)

    def _fused(self) -> tuple:
        biases = tf.stack([self._bias, tf.zeros_like(self._bias)])
        weights = [self._kernel, self._recurrent_kernel, biases]
        return cudnn.carry(
            "lstm", self._inputs, None, self._states, weights, self.plain
        )


def _is_zero(state) -> bool:
    """Tells whether a state, which may be a variable, is known to be zeros."""
    if not tf.is_symbolic_tensor(state):
        return False
    if state.op.type == "Fill":
        state = state.op.inputs[1]
    value = tf.get_static_value(state)
    return value is not None and not np.any(value)
