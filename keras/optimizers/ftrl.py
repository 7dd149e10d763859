"""Ftrl: follow the regularized leader, coordinate by coordinate."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, in_place, optimizer, rule


def ftrl_update(w, g, n, z, rate, power, l1, l2, shrinkage) -> tuple:
    """Returns the new variable, accumulator and linear term.

    N = n + g^2
    z <- z + g + 2 * shrinkage * w - (N^-power - n^-power) / rate * w
    w <- (clip(z, -l1, l1) - z) / (N^-power / rate + 2 * l2)
    """
    total = n + g * g
    root, old_root = _rooted(total, power), _rooted(n, power)
    # Strengths of 0, the usual ones, are left out: a third of the operations.
    shrunk = g + 2 * shrinkage * w if shrinkage else g
    z = z + shrunk - (root - old_root) / rate * w
    clipped = tf.clip_by_value(z, -l1, l1) - z if l1 else -z
    w = clipped / (root / rate + 2 * l2)
    return w, total, z


def _rooted(n: tf.Tensor, power: float) -> tf.Tensor:
    """Returns n^-power; a square root takes a twentieth of a power's time."""
    return tf.sqrt(n) if power == -0.5 else n**-power


class Ftrl(optimizer.Optimizer):
    """Follow-the-regularized-leader, with proximal L1 and L2 terms.

    N = n + g^2
    z <- z + g + 2 * l2_shrinkage * w
             - (N^-learning_rate_power - n^-learning_rate_power)
               / learning_rate * w
    w <- (clip(z, -l1, l1) - z)
         / (N^-learning_rate_power / learning_rate + 2 * l2
            + beta / learning_rate)
    n <- N

    For linear models over many sparse features: with L1 most weights are
    exactly 0. A gradient of some rows only changes these rows, and costs in
    proportion to them. Rows that had no gradient yet keep their initial
    values.

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.001.
        learning_rate_power: How the rate shrinks with n, 0 or less; 0 keeps it.
            Default -0.5.
        initial_accumulator_value: Where n starts, 0 or more. Default 0.1.
        l1_regularization_strength: l1, 0 or more. Default 0.
        l2_regularization_strength: l2, 0 or more. Default 0.
        l2_shrinkage_regularization_strength: Of a penalty on the present
            weight, in the gradient only; 0 or more. Default 0.
        beta: The paper's beta. Default 0.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; accumulator and linear for each variable.
    Raises:
        ValueError: If an argument is out of range.
    Source: McMahan et al. 2013, Ad Click Prediction, algorithm 1. Differs:
        `l2_shrinkage_regularization_strength`. Differs from Keras 2: rows
        without a gradient stay, as the algorithm has it; there they become 0.
    Example:
        >>> w = tf.Variable(0.0)
        >>> step = keras.optimizers.Ftrl(
        ...     0.5, initial_accumulator_value=0.0
        ... ).apply_gradients([(2.0, w)])
        >>> round(float(w), 3)
        -0.5
    """

    @rule.completed(name="Ftrl", weight_decay=None)
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **options,
    ) -> None:
        super().__init__(**options)
        l2_shrinkage = l2_shrinkage_regularization_strength
        checks.within(
            self,
            "0 or less",
            lambda value: value <= 0,
            learning_rate_power=learning_rate_power,
        )
        checks.not_negative(
            self,
            initial_accumulator_value=initial_accumulator_value,
            l1_regularization_strength=l1_regularization_strength,
            l2_regularization_strength=l2_regularization_strength,
            l2_shrinkage_regularization_strength=l2_shrinkage,
        )
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage
        self.beta = beta

    def _keras_build_slots(self, variables) -> None:
        """Creates an accumulator and a linear term for each variable."""
        self._accumulators, self._linears = [], []
        for v in variables:
            start = tf.cast(self.initial_accumulator_value, v.dtype)
            n = self.add_variable_from_reference(
                v, "accumulator", initial_value=tf.fill(v.shape, start)
            )
            self._accumulators.append(n)
            self._linears.append(self.add_variable_from_reference(v, "linear"))

    def _keras_step_values(self, dtype: tf.DType) -> tuple:
        """Returns the learning rate, and L2's strength with beta in it."""
        rate, l2 = (
            self._keras_rate(in_place.wide(dtype)),
            self.l2_regularization_strength,
        )
        return rate, l2 + self.beta / (2 * rate) if self.beta else l2

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        (rate, l2), index = values, self._keras_index(variable)
        n, z = self._accumulators[index], self._linears[index]
        is_sparse = isinstance(gradient, tf.IndexedSlices)
        if is_sparse or not in_place.has_kernels(self, variable):
            update = functools.partial(
                ftrl_update,
                rate=rate,
                power=self.learning_rate_power,
                l1=self.l1_regularization_strength,
                l2=l2,
                shrinkage=self.l2_shrinkage_regularization_strength,
            )
            in_place.change(update, variable, (n, z), gradient, is_lazy=True)
            return
        tf.raw_ops.ResourceApplyFtrlV2(
            var=variable.handle,
            accum=n.handle,
            linear=z.handle,
            grad=gradient,
            lr=rate,
            l1=self.l1_regularization_strength,
            l2=l2,
            l2_shrinkage=self.l2_shrinkage_regularization_strength,
            lr_power=self.learning_rate_power,
        )
