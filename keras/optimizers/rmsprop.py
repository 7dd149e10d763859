"""RMSprop: steps divided by the gradient's recent size."""

import tensorflow as tf

from keras.optimizers import gradients, optimizer, rule


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
        learning_rate=0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **options,
    ) -> None:
        super().__init__(**options)
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered

    def build(self, var_list) -> None:
        """Creates the running means of each variable's gradient."""
        var_list, had_slots = list(var_list), self.built
        super().build(var_list)
        if had_slots:
            return
        new = self.add_variable_from_reference
        self._velocities = [new(v, "velocity") for v in var_list]
        if self.momentum > 0:
            self._momentums = [new(v, "momentum") for v in var_list]
        if self.centered:
            self._average_gradients = [
                new(v, "average_gradient") for v in var_list
            ]

    def _keras_step_values(self, dtype: tf.DType) -> tf.Tensor:
        """Returns the learning rate."""
        return self._keras_rate(dtype)

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        g = gradients.dense(gradient)
        index = self._keras_index(variable)
        v = _moved(self._velocities[index], tf.square(g), self.rho)
        if self.centered:
            v -= tf.square(_moved(self._average_gradients[index], g, self.rho))
        step = values * g * tf.math.rsqrt(v + self.epsilon)
        if self.momentum > 0:
            m = self._momentums[index]
            step = self.momentum * m + step
            m.assign(step, read_value=False)
        variable.assign_sub(step, read_value=False)


def _moved(mean: tf.Variable, value: tf.Tensor, rho: float) -> tf.Tensor:
    """Moves a running mean toward a value, and returns it."""
    moved = rho * mean + (1 - rho) * value
    mean.assign(moved, read_value=False)
    return moved
