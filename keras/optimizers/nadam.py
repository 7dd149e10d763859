"""Nadam: Adam that looks ahead along its momentum."""

import functools

import numpy as np
import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, in_place, keras3_state, optimizer, rule


def nadam_update(
    w, g, m, v, rate, u, u_next, product, correction, beta_1, beta_2, epsilon
) -> tuple:
    """Returns the new variable and moments.

    m <- beta_1 * m + (1 - beta_1) * g
    v <- beta_2 * v + (1 - beta_2) * g^2
    x = u_next * m / (1 - product * u_next) + (1 - u) * g / (1 - product)
    w <- w - rate * x / (sqrt(v / correction) + epsilon)
    """
    m = m + (g - m) * (1 - beta_1)
    v = v + (g * g - v) * (1 - beta_2)
    x = u_next * m / (1 - product * u_next) + (1 - u) * g / (1 - product)
    return w - rate * x / (tf.sqrt(v / correction) + epsilon), m, v


@functools.cache
def _products() -> np.ndarray:
    """Returns the product of 1 - 0.96^k / 2 for k in 1..t, t from 0.

    From 700 on it changes no more: 0.96^700 is 4e-13.
    """
    factors = 1 - 0.5 * 0.96 ** np.arange(1, 701)
    return np.concatenate([[1.0], np.cumprod(factors)])


class Nadam(optimizer.Optimizer):
    """Adam with Nesterov's momentum.

    u(t) = beta_1 * (1 - 0.96^t / 2), U(t) = u(1) * ... * u(t)
    m <- beta_1 * m + (1 - beta_1) * g
    v <- beta_2 * v + (1 - beta_2) * g^2
    x = u(t + 1) * m / (1 - U(t + 1)) + (1 - u(t)) * g / (1 - U(t))
    w <- w - learning_rate * x / (sqrt(v / (1 - beta_2^t)) + epsilon)

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.001.
        beta_1: Weight of the old first moment a step, in [0, 1). Default 0.9.
        beta_2: Weight of the old second moment, in [0, 1). Default 0.999.
        epsilon: Keeps the division finite. Default 1e-7.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; m and v for each variable. U follows from the number
        of steps, so training goes on exactly from a file.
    Raises:
        ValueError: If an argument is out of range.
    Source: Dozat 2016, Incorporating Nesterov Momentum into Adam, algorithm 2,
        with the schedule of Sutskever et al. 2013.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.Nadam(0.5, beta_1=0.0)
        >>> step = optimizer.apply_gradients([(2.0, w)])
        >>> round(float(w), 3)
        0.5
    """

    @rule.completed(name="Nadam", weight_decay=None)
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **options,
    ) -> None:
        super().__init__(**options)
        checks.fractions(self, beta_1=beta_1, beta_2=beta_2)
        checks.not_negative(self, epsilon=epsilon)
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.epsilon = epsilon

    def _keras_build_slots(self, variables) -> None:
        """Creates the moments of each variable's gradient."""
        new = self.add_variable_from_reference
        moments = [(new(v, "m"), new(v, "v")) for v in variables]
        self._momentums = [m for m, _ in moments]
        self._velocities = [v for _, v in moments]

    def _keras_3_slots(self) -> list:
        """Returns where Keras 3's slots belong; it keeps U(t) too."""
        place = keras3_state.left_out(self._product_so_far)
        return [*super()._keras_3_slots(), place]

    def _product_so_far(self) -> np.ndarray:
        """Returns U(t) of the last step."""
        step = int(self._iterations.numpy())
        return np.float32(self.beta_1**step * _products()[min(step, 700)])

    def _keras_step_values(self, dtype: tf.DType):
        """Returns the rule at this step."""
        dtype = in_place.wide(dtype)
        step = tf.cast(self._iterations + 1, dtype)
        beta_1 = in_place.held(self.beta_1, dtype)
        beta_2 = in_place.held(self.beta_2, dtype)
        decay = tf.cast(0.96, dtype)
        products = tf.constant(_products(), dtype)
        factor = products[tf.minimum(self._iterations + 1, 700)]
        return functools.partial(
            nadam_update,
            rate=self._keras_rate(dtype),
            u=beta_1 * (1 - 0.5 * decay**step),
            u_next=beta_1 * (1 - 0.5 * decay ** (step + 1)),
            product=beta_1**step * factor,
            correction=1 - beta_2**step,
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=self.epsilon,
        )

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        index = self._keras_index(variable)
        slots = (self._momentums[index], self._velocities[index])
        lazy = self._keras_state.is_lazy
        in_place.change(values, variable, slots, gradient, lazy)
