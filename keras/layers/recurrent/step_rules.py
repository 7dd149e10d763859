"""A step of each of Keras's cells, and how its gradient goes back.

A rule gets the inputs' part of a step's sums and the state's, and returns new
states, and what its gradient needs. Derivatives are told from an activation's
value alone, so only functions of which that is true have a rule.

A step back is linear in the gradients of the states, so the factors of all
steps are computed at once, before the loop: it only multiplies by them.
"""

from collections.abc import Callable

import tensorflow as tf

from keras import activations

# Functions, and their derivatives from their values.
_DERIVATIVES: dict[Callable, Callable] = {
    activations.tanh: lambda y: 1 - y * y,
    activations.sigmoid: lambda y: y * (1 - y),
    activations.relu: lambda y: tf.cast(y > 0, y.dtype),
    activations.linear: tf.ones_like,
}
_SAME = {tf.tanh: activations.tanh, tf.sigmoid: activations.sigmoid}


def has_gradient(activation: Callable) -> bool:
    """Tells whether an activation's gradient is told from its value.

    Args:
        activation: A function.
    """
    try:
        return _SAME.get(activation, activation) in _DERIVATIVES
    except TypeError:  # It can't be hashed.
        return False


def _derivative_of(activation: Callable) -> Callable:
    return _DERIVATIVES[_SAME.get(activation, activation)]


class SimpleRNNRule:
    """h' = activation(x + s), x the inputs' sum and s the state's.

    Args:
        activation: Has a gradient that its value tells.
    """

    # Whether the gradients of both sums are the same.
    has_one_sum = True

    def __init__(self, activation: Callable) -> None:
        self.activation = activation
        self._derivative = _derivative_of(activation)

    def advance(self, of_inputs, of_state, states: list) -> tuple:
        """Returns the new states, and what the gradient needs besides them.

        Args:
            of_inputs, of_state: The sums `(batch, gates)`.
            states: List of the states.
        """
        return [self.activation(of_inputs + of_state)], []

    def factors(self, kept: list, before: list, after: list) -> list:
        """Returns what `back` multiplies by, of all steps.

        Args:
            kept: What `advance` returned, `(time, batch, ...)`.
            before: The states before each step, likewise.
            after: The states after it.
        """
        return [self._derivative(after[0])]

    def back(self, gradients: list, factors: list) -> tuple:
        """Returns gradients of both sums, and of the states (past the sums).

        Args:
            gradients: Those of the new states.
            factors: What `factors` returned, of this step.
        """
        d = gradients[0] * factors[0]
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
        self._derivative = _derivative_of(activation)
        self._derivative_of_gate = _derivative_of(recurrent_activation)

    def advance(self, of_inputs, of_state, states: list) -> tuple:
        """As that of `SimpleRNNRule`."""
        sizes = _in_units(of_inputs, 3, (2, 1))
        x_gates, x_n = tf.split(of_inputs, sizes, 1)
        s_gates, s_n = tf.split(of_state, sizes, 1)
        gates = self.recurrent_activation(x_gates + s_gates)
        z, r = tf.split(gates, 2, 1)
        n = self.activation(x_n + r * s_n)
        return [n + z * (states[0] - n)], [gates, n, s_n]

    def factors(self, kept: list, before: list, after: list) -> list:
        """As that of `SimpleRNNRule`."""
        gates, n, s_n = kept
        z, r = tf.split(gates, 2, 2)
        of_z, of_r = tf.split(self._derivative_of_gate(gates), 2, 2)
        of_n = (1 - z) * self._derivative(n)
        of_gates = [(before[0] - n) * of_z, of_n * s_n * of_r]
        return [
            tf.stack([*of_gates, of_n], 2),
            tf.stack([*of_gates, of_n * r], 2),
            z,
        ]

    def back(self, gradients: list, factors: list) -> tuple:
        """As that of `SimpleRNNRule`."""
        (dh,), (of_inputs, of_state, z) = gradients, factors
        spread = tf.expand_dims(dh, 1)
        return _flat(spread * of_inputs), _flat(spread * of_state), [dh * z]


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
        self._derivative = _derivative_of(activation)
        self._derivative_of_gate = _derivative_of(recurrent_activation)

    def advance(self, of_inputs, of_state, states: list) -> tuple:
        """As that of `SimpleRNNRule`."""
        sizes = _in_units(of_inputs, 4, (2, 1, 1))
        gates, n, o = tf.split(of_inputs + of_state, sizes, 1)
        gates = self.recurrent_activation(gates)
        n, o = self.activation(n), self.recurrent_activation(o)
        i, f = tf.split(gates, 2, 1)
        c = f * states[1] + i * n
        return [o * self.activation(c), c], [gates, n, o]

    def factors(self, kept: list, before: list, after: list) -> list:
        """As that of `SimpleRNNRule`."""
        gates, n, o = kept
        i, f = tf.split(gates, 2, 2)
        of_i, of_f = tf.split(self._derivative_of_gate(gates), 2, 2)
        out = self.activation(after[1])
        of_sums = [
            n * of_i,
            before[1] * of_f,
            i * self._derivative(n),
            out * self._derivative_of_gate(o),
        ]
        return [tf.concat(of_sums, 2), o * self._derivative(out), f]

    def back(self, gradients: list, factors: list) -> tuple:
        """As that of `SimpleRNNRule`."""
        (dh, dc), (of_sums, of_c, f) = gradients, factors
        dc += dh * of_c
        d = tf.concat([dc, dc, dc, dh], 1) * of_sums
        return d, d, [None, dc * f]


def _flat(x):
    return tf.reshape(x, (-1, x.shape[1] * x.shape[2]))


def _in_units(sums, gates: int, counts: tuple) -> list[int]:
    units = sums.shape[1] // gates
    return [count * units for count in counts]
