"""RMSprop: steps divided by the gradient's recent size."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, gradients, in_place, optimizer, rule


def rmsprop_update(
    w, g, v, *more, rate, rho, epsilon, centered: bool, momentum
) -> tuple:
    """Returns the new variable, and what else the rule keeps.

    v <- rho * v + (1 - rho) * g^2
    a <- rho * a + (1 - rho) * g, if centered, else a = 0
    m <- momentum * m + rate * g / sqrt(v - a^2 + epsilon)
    w <- w - m
    """
    new = [rho * v + (1 - rho) * g * g]
    variance = new[0]
    if centered:
        new.append(rho * more[0] + (1 - rho) * g)
        # Below 0 by rounding, where a gradient stays the same.
        variance = tf.maximum(variance - new[1] * new[1], 0)
    step = rate * g * tf.math.rsqrt(variance + epsilon)
    if momentum > 0:
        step = momentum * more[-1] + step
        new.append(step)
    return w - step, *new


class RMSprop(optimizer.Optimizer):
    """Divides each step by a running root mean square of the gradient.

    v <- rho * v + (1 - rho) * g^2
    a <- rho * a + (1 - rho) * g, if centered, else a = 0
    m <- momentum * m + learning_rate * g / sqrt(v - a^2 + epsilon)
    w <- w - m

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.001.
        rho: Weight of the old mean square a step, in [0, 1). Default 0.9.
        momentum: In [0, 1). Default 0.
        epsilon: Keeps the division finite. Default 1e-7.
        centered: True divides by the standard deviation. Default False.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; v for each variable; with momentum m for each; if
        centered a for each.
    Raises:
        ValueError: If an argument is out of range.
    Source: Hinton 2012, Neural Networks for Machine Learning, lecture 6e;
        centered: Graves 2013, arXiv:1308.0850, equations 38 to 45.
    Example:
        >>> w = tf.Variable(1.0)
        >>> step = keras.optimizers.RMSprop(0.5).apply_gradients([(2.0, w)])
        >>> bool(w < 1.0)
        True
    """

    _keras_makes_slots = (
        *optimizer.Optimizer._keras_makes_slots,
        "momentum",
        "centered",
    )

    @rule.completed(
        name="RMSprop", weight_decay=None, ema_overwrite_frequency=100
    )
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **options,
    ) -> None:
        super().__init__(**options)
        checks.fractions(self, rho=rho, momentum=momentum)
        checks.not_negative(self, epsilon=epsilon)
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered

    def _keras_build_slots(self, variables) -> None:
        """Creates the running means of each variable's gradient."""
        new = self.add_variable_from_reference
        self._velocities = [new(v, "velocity") for v in variables]
        if self.momentum > 0:
            self._momentums = [new(v, "momentum") for v in variables]
        if self.centered:
            self._average_gradients = [
                new(v, "average_gradient") for v in variables
            ]

    def _keras_step_values(self, dtype: tf.DType) -> tf.Tensor:
        """Returns the learning rate."""
        return self._keras_rate(in_place.wide(dtype))

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        index = self._keras_index(variable)
        slots = {"v": self._velocities[index]}
        if self.centered:
            slots["a"] = self._average_gradients[index]
        if self.momentum > 0:
            slots["m"] = self._momentums[index]
        # TensorFlow's kernels have a momentum in any case; the centered one
        # takes the root of numbers below 0, where rounding makes them.
        has_kernel = "m" in slots and "a" not in slots
        has_kernel = has_kernel and in_place.has_kernels(self, variable)
        by_rows = in_place.in_rows(self, gradient)
        if has_kernel and not by_rows:
            self._by_kernel(values, variable, gradients.dense(gradient), slots)
            return
        update = functools.partial(
            rmsprop_update,
            rate=values,
            rho=self.rho,
            epsilon=self.epsilon,
            centered=self.centered,
            momentum=self.momentum,
        )
        in_place.change(
            update,
            variable,
            tuple(slots.values()),
            gradient,
            self._keras_state.is_lazy,
            # A momentum goes on moving rows without a gradient.
            fade=None if "m" in slots else self.rho,
        )

    def _by_kernel(self, rate, variable, gradient, slots: dict) -> None:
        tf.raw_ops.ResourceApplyRMSProp(
            var=variable.handle,
            ms=slots["v"].handle,
            mom=slots["m"].handle,
            lr=rate,
            rho=self.rho,
            momentum=self.momentum,
            epsilon=self.epsilon,
            grad=gradient,
        )
