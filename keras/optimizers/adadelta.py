"""Adadelta: steps as large as recent steps, without a learning rate's unit."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, gradients, hooks, in_place, optimizer, rule


def adadelta_update(w, g, a, d, rate, rho, epsilon) -> tuple:
    """Returns the new variable, and both running means.

    a <- rho * a + (1 - rho) * g^2
    x = sqrt(d + epsilon) / sqrt(a + epsilon) * g
    d <- rho * d + (1 - rho) * x^2
    w <- w - rate * x
    """
    a = rho * a + (1 - rho) * g * g
    x = tf.sqrt(d + epsilon) * tf.math.rsqrt(a + epsilon) * g
    return w - rate * x, a, rho * d + (1 - rho) * x * x


class Adadelta(optimizer.Optimizer):
    """Scales steps by the ratio of recent steps' and gradients' sizes.

    a <- rho * a + (1 - rho) * g^2
    x = sqrt(d + epsilon) / sqrt(a + epsilon) * g
    d <- rho * d + (1 - rho) * x^2
    w <- w - learning_rate * x

    Unlike Adagrad it forgets, and goes on learning late in training.

    Args:
        learning_rate: A number, schedule, variable or function; the paper has
            1. Default 0.001.
        rho: Weight of the old means a step, in [0, 1). Default 0.95.
        epsilon: Keeps the division finite, and starts the steps. Default 1e-7.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; for each variable accumulated_grad and
        accumulated_delta_var.
    Raises:
        ValueError: If an argument is out of range.
    Source: Zeiler 2012, arXiv:1212.5701, algorithm 1.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.Adadelta(1.0, rho=0.0, epsilon=1.0)
        >>> step = optimizer.apply_gradients([(0.75, w)])
        >>> round(float(w), 3)
        0.4
    """

    @rule.completed(name="Adadelta", weight_decay=None)
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        **options,
    ) -> None:
        super().__init__(**options)
        checks.fractions(self, rho=rho)
        checks.not_negative(self, epsilon=epsilon)
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.rho = rho
        self.epsilon = epsilon

    update_step = hooks.update_step_by_grad

    def _keras_build_slots(self, variables) -> None:
        """Creates two running means for each variable."""
        new = self.add_variable_from_reference
        means = [
            (new(v, "accumulated_grad"), new(v, "accumulated_delta_var"))
            for v in variables
        ]
        self._accumulated_grads = [a for a, _ in means]
        self._accumulated_delta_vars = [d for _, d in means]

    def _keras_step_values(self, dtype: tf.DType) -> tf.Tensor:
        """Returns the learning rate."""
        return self._keras_rate(in_place.wide(dtype))

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        index = self._keras_index(variable)
        a = self._accumulated_grads[index]
        d = self._accumulated_delta_vars[index]
        by_rows = in_place.in_rows(self, gradient)
        if by_rows or not in_place.has_kernels(self, variable):
            update = functools.partial(
                adadelta_update,
                rate=values,
                rho=self.rho,
                epsilon=self.epsilon,
            )
            lazy = self._keras_state.is_lazy
            in_place.change(update, variable, (a, d), gradient, lazy)
            return
        tf.raw_ops.ResourceApplyAdadelta(
            var=variable.handle,
            accum=a.handle,
            accum_update=d.handle,
            lr=values,
            rho=self.rho,
            epsilon=self.epsilon,
            grad=gradients.dense(gradient),
        )
