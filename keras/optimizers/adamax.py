"""Adamax: Adam with the largest recent gradient in place of its square."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, gradients, in_place, optimizer, rule


def adamax_update(w, g, m, u, alpha, beta_1, beta_2, epsilon) -> tuple:
    """Returns the new variable, moment and infinity norm.

    m <- beta_1 * m + (1 - beta_1) * g
    u <- max(beta_2 * u, |g|)
    w <- w - alpha * m / (u + epsilon)
    """
    m = m + (g - m) * (1 - beta_1)
    u = tf.maximum(beta_2 * u, tf.abs(g))
    return w - alpha * m / (u + epsilon), m, u


class Adamax(optimizer.Optimizer):
    """Adam, with an infinity norm of the gradients so far.

    m <- beta_1 * m + (1 - beta_1) * g
    u <- max(beta_2 * u, |g|)
    w <- w - learning_rate / (1 - beta_1^t) * m / (u + epsilon)

    A rare large gradient is remembered; small noise hardly counts.

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.001.
        beta_1: Weight of the old moment a step, in [0, 1). Default 0.9.
        beta_2: Weight of the old norm, in [0, 1). Default 0.999.
        epsilon: Keeps the division finite. Default 1e-7.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; m and u for each variable.
    Raises:
        ValueError: If an argument is out of range.
    Source: Kingma and Ba 2015, arXiv:1412.6980, algorithm 2. Differs: epsilon.
    Example:
        >>> w = tf.Variable(1.0)
        >>> step = keras.optimizers.Adamax(0.5).apply_gradients([(2.0, w)])
        >>> round(float(w), 3)
        0.5
    """

    @rule.completed(name="Adamax", weight_decay=None)
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
        """Creates a moment and a norm for each variable."""
        new = self.add_variable_from_reference
        slots = [(new(v, "m"), new(v, "u")) for v in variables]
        self._m = [m for m, _ in slots]
        self._u = [u for _, u in slots]

    def _keras_step_values(self, dtype: tf.DType) -> tuple:
        """Returns the learning rate, and beta_1 to the power of the step."""
        dtype = in_place.wide(dtype)
        step = tf.cast(self._iterations + 1, dtype)
        return self._keras_rate(dtype), self.beta_1**step

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        (rate, power), index = values, self._keras_index(variable)
        m, u = self._m[index], self._u[index]
        by_rows = in_place.in_rows(self, gradient)
        if by_rows or not in_place.has_kernels(self, variable):
            update = functools.partial(
                adamax_update,
                alpha=rate / (1 - power),
                epsilon=self.epsilon,
                beta_1=self.beta_1,
                beta_2=self.beta_2,
            )
            lazy = self._keras_state.is_lazy
            in_place.change(update, variable, (m, u), gradient, lazy)
            return
        tf.raw_ops.ResourceApplyAdaMax(
            var=variable.handle,
            m=m.handle,
            v=u.handle,
            beta1_power=power,
            lr=rate,
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradients.dense(gradient),
        )
