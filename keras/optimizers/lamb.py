"""Lamb: Adam whose steps are as large as the layer's weights."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, in_place, optimizer, rule


def lamb_update(
    w, g, m, v, rate, correction_1, correction_2, beta_1, beta_2, epsilon
) -> tuple:
    """Returns the new variable and moments.

    m <- beta_1 * m + (1 - beta_1) * g
    v <- beta_2 * v + (1 - beta_2) * g^2
    r = m / correction_1 / (sqrt(v / correction_2) + epsilon)
    w <- w - rate * |w| / |r| * r, with 1 for a ratio of which a norm is 0
    """
    m = m + (g - m) * (1 - beta_1)
    v = v + (g * g - v) * (1 - beta_2)
    r = m / correction_1 / (tf.sqrt(v / correction_2) + epsilon)
    w_norm, r_norm = tf.norm(w), tf.norm(r)
    ratio = tf.where(
        (w_norm > 0) & (r_norm > 0), w_norm / r_norm, tf.ones_like(w_norm)
    )
    return w - rate * ratio * r, m, v


class Lamb(optimizer.Optimizer):
    """Layer-wise adaptive moments, for very large batches.

    m <- beta_1 * m + (1 - beta_1) * g
    v <- beta_2 * v + (1 - beta_2) * g^2
    r = m / (1 - beta_1^t) / (sqrt(v / (1 - beta_2^t)) + epsilon)
    w <- w - learning_rate * |w| / |r| * r

    The norms are those of a whole variable; where one is 0, the ratio is 1.

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.001.
        beta_1: Weight of the old first moment a step, in [0, 1). Default 0.9.
        beta_2: Weight of the old second moment, in [0, 1). Default 0.999.
        epsilon: Keeps the division finite. Default 1e-7.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; momentum and velocity for each variable.
    Raises:
        ValueError: If an argument is out of range.
    Source: You et al. 2020, arXiv:1904.00962, algorithm 2 with phi(x) = x.
        Differs: weight decay is apart, before the update, as in AdamW.
    Example:
        >>> w = tf.Variable([3.0, 4.0])
        >>> optimizer = keras.optimizers.Lamb(0.5)
        >>> step = optimizer.apply_gradients([([1.0, 0.0], w)])
        >>> w.numpy().round(3).tolist()
        [0.5, 4.0]
    """

    _keras_may_be_lazy = False

    @rule.completed(name="Lamb", weight_decay=None)
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
        pairs = [(new(v, "momentum"), new(v, "velocity")) for v in variables]
        self._momentums = [m for m, _ in pairs]
        self._velocities = [v for _, v in pairs]

    def _keras_step_values(self, dtype: tf.DType):
        """Returns the rule at this step."""
        dtype = in_place.wide(dtype)
        step = tf.cast(self._iterations + 1, dtype)
        beta_1 = in_place.held(self.beta_1, dtype)
        beta_2 = in_place.held(self.beta_2, dtype)
        return functools.partial(
            lamb_update,
            rate=self._keras_rate(dtype),
            correction_1=1 - beta_1**step,
            correction_2=1 - beta_2**step,
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
        in_place.change(values, variable, slots, gradient)
