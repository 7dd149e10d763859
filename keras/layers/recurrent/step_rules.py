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


class Rule:
    """What a rule is unless it says otherwise."""

    def quickest(self, dtype: tf.DType) -> "Rule":
        """Returns a rule of the same numbers, but for rounding, for training.

        Args:
            dtype: The type of the sums.
        """
        return self

    def factors(self, kernel) -> tf.Tensor | None:
        """Returns what columns of all sums are to be multiplied by, or None.

        Args:
            kernel: Tensor `(units, gates * units)`.
        """
        return None


class SimpleRNNRule(Rule):
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


class GRURule(Rule):
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


class LSTMRule(Rule):
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

    def quickest(self, dtype: tf.DType) -> Rule:
        """As that of `Rule`."""
        is_usual = (
            _SAME.get(self.activation, self.activation) is activations.tanh
            and _SAME.get(self.recurrent_activation, self.recurrent_activation)
            is activations.sigmoid
        )
        return TanhLSTMRule() if is_usual and dtype.size >= 4 else self

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


class TanhLSTMRule(Rule):
    """An `LSTMRule` of tanh and sigmoid by one tanh for all four.

    sigmoid(x) = tanh(x / 2) / 2 + 1 / 2, the sums of i, f and o being halved
    by `factors`. One tensor is kept instead of three: a step of training takes
    0.94 of the time. In halves, a gate that is nearly closed would be closed.
    """

    # Whether the gradients of both sums are the same.
    has_one_sum = True

    def factors(self, kernel) -> tf.Tensor | None:
        """As that of `Rule`."""
        units = tf.shape(kernel)[0]
        of_gates = tf.constant([0.5, 0.5, 1, 0.5], kernel.dtype)
        return tf.repeat(of_gates, units)

    def advance(self, of_inputs, of_state, states: list) -> tuple:
        """As that of `SimpleRNNRule`."""
        values = tf.tanh(of_inputs + of_state)
        i, f, n, o = tf.split(values, 4, 1)
        c = _gate(f) * states[1] + _gate(i) * n
        return [_gate(o) * tf.tanh(c), c], [values]

    def back(self, gradients: list, kept: list, before: list, after: list):
        """As that of `SimpleRNNRule`."""
        (dh, dc), (values,) = gradients, kept
        i, f, n, o = tf.split(values, 4, 1)
        out = tf.tanh(after[1])
        half_dh = 0.5 * dh
        dc += tf.raw_ops.TanhGrad(y=out, dy=half_dh * o + half_dh)
        half = 0.5 * dc
        of_values = [half * n, half * before[1], half * i + half, half_dh * out]
        d = tf.raw_ops.TanhGrad(y=values, dy=tf.concat(of_values, 1))
        return d, d, [None, half * f + half]


def _gate(value):
    return 0.5 * value + 0.5


def _in_units(sums, gates: int, counts: tuple) -> list[int]:
    units = sums.shape[1] // gates
    return [count * units for count in counts]
