"""A step of each of Keras's cells, and how its gradient goes back.

A rule gets the inputs' part of a step's sums and the state's, and returns new
states, and what its gradient needs. That is told from an activation's value
alone, so only functions of which that is true have a rule.
"""

from collections.abc import Callable

import tensorflow as tf

from keras import activations

# Functions, and what takes their values and gradients to those of the sums.
_GRADIENTS: dict[Callable, Callable] = {
    activations.tanh: lambda y, dy: tf.raw_ops.TanhGrad(y=y, dy=dy),
    activations.sigmoid: lambda y, dy: tf.raw_ops.SigmoidGrad(y=y, dy=dy),
    activations.relu: lambda y, dy: tf.raw_ops.ReluGrad(
        gradients=dy, features=y
    ),
    activations.linear: lambda y, dy: dy,
}
_SAME = {tf.tanh: activations.tanh, tf.sigmoid: activations.sigmoid}


def has_gradient(activation: Callable) -> bool:
    """Tells whether an activation's gradient is told from its value.

    Args:
        activation: A function.
    """
    try:
        return _SAME.get(activation, activation) in _GRADIENTS
    except TypeError:  # It can't be hashed.
        return False


def _gradient_of(activation: Callable) -> Callable:
    return _GRADIENTS[_SAME.get(activation, activation)]


class SimpleRNNRule:
    """h' = activation(x + s), x the inputs' sum and s the state's.

    Args:
        activation: Has a gradient that its value tells.
    """

    # Whether the gradients of both sums are the same.
    has_one_sum = True

    def __init__(self, activation: Callable) -> None:
        self.activation = activation
        self._gradient = _gradient_of(activation)

    def advance(self, of_inputs, of_state, states: list) -> tuple:
        """Returns the new states, and what the gradient needs besides them.

        Args:
            of_inputs, of_state: The sums `(batch, gates)`.
            states: List of the states.
        """
        return [self.activation(of_inputs + of_state)], []

    def back(self, gradients: list, kept: list, before: list, after: list):
        """Returns gradients of both sums, and of the states (past the sums).

        Args:
            gradients: Those of the new states.
            kept: What `advance` returned.
            before: The states before the step.
            after: The states after it.
        """
        d = self._gradient(after[0], gradients[0])
        return d, d, [None]


class GRURule:
    """z, r and n of a GRU cell that resets after the product.

    Args:
        activation, recurrent_activation: Have gradients that values tell.
    """

    # Whether the gradients of both sums are the same.
    has_one_sum = False

    def __init__(
        self, activation: Callable, recurrent_activation: Callable
    ) -> None:
        self.activation = activation
        self.recurrent_activation = recurrent_activation
        self._gradient = _gradient_of(activation)
        self._gate_gradient = _gradient_of(recurrent_activation)

    def advance(self, of_inputs, of_state, states: list) -> tuple:
        """As that of `SimpleRNNRule`."""
        sizes = _in_units(of_inputs, 3, (2, 1))
        x_gates, x_n = tf.split(of_inputs, sizes, 1)
        s_gates, s_n = tf.split(of_state, sizes, 1)
        gates = self.recurrent_activation(x_gates + s_gates)
        z, r = tf.split(gates, 2, 1)
        n = self.activation(x_n + r * s_n)
        return [n + z * (states[0] - n)], [gates, n, s_n]

    def back(self, gradients: list, kept: list, before: list, after: list):
        """As that of `SimpleRNNRule`."""
        (dh,), (gates, n, s_n) = gradients, kept
        z, r = tf.split(gates, 2, 1)
        of_h = dh * z
        d_n = self._gradient(n, dh - of_h)
        of_gates = tf.concat([dh * (before[0] - n), d_n * s_n], 1)
        d_gates = self._gate_gradient(gates, of_gates)
        of_inputs = tf.concat([d_gates, d_n], 1)
        return of_inputs, tf.concat([d_gates, d_n * r], 1), [of_h]


class LSTMRule:
    """i, f, n, o of an LSTM cell, columns of the sums in this order.

    Args:
        activation, recurrent_activation: Have gradients that values tell.
    """

    # Whether the gradients of both sums are the same.
    has_one_sum = True

    def __init__(
        self, activation: Callable, recurrent_activation: Callable
    ) -> None:
        self.activation = activation
        self.recurrent_activation = recurrent_activation
        self._gradient = _gradient_of(activation)
        self._gate_gradient = _gradient_of(recurrent_activation)

    def advance(self, of_inputs, of_state, states: list) -> tuple:
        """As that of `SimpleRNNRule`."""
        sizes = _in_units(of_inputs, 4, (2, 1, 1))
        gates, n, o = tf.split(of_inputs + of_state, sizes, 1)
        gates = self.recurrent_activation(gates)
        n, o = self.activation(n), self.recurrent_activation(o)
        i, f = tf.split(gates, 2, 1)
        c = f * states[1] + i * n
        return [o * self.activation(c), c], [gates, n, o]

    def back(self, gradients: list, kept: list, before: list, after: list):
        """As that of `SimpleRNNRule`."""
        (dh, dc), (gates, n, o) = gradients, kept
        i, f = tf.split(gates, 2, 1)
        out = self.activation(after[1])
        dc += self._gradient(out, dh * o)
        of_gates = tf.concat([dc * n, dc * before[1]], 1)
        of_sums = [
            self._gate_gradient(gates, of_gates),
            self._gradient(n, dc * i),
            self._gate_gradient(o, dh * out),
        ]
        d = tf.concat(of_sums, 1)
        return d, d, [None, dc * f]


def _in_units(sums, gates: int, counts: tuple) -> list[int]:
    units = sums.shape[1] // gates
    return [count * units for count in counts]
