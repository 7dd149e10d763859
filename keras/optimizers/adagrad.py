"""Adagrad: steps divided by the root of all squares so far."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, hooks, in_place, optimizer, rule


def adagrad_update(w, g, a, rate, epsilon) -> tuple:
    """Returns the new variable and accumulator.

    a <- a + g^2
    w <- w - rate * g / sqrt(a + epsilon)
    """
    a = a + g * g
    return w - rate * g * tf.math.rsqrt(a + epsilon), a


class Adagrad(optimizer.Optimizer):
    """Divides each step by the root of the sum of all squared gradients.

    a <- a + g^2
    w <- w - learning_rate * g / sqrt(a + epsilon)

    Parameters that seldom have a gradient take the larger steps: for sparse
    features. A gradient of some rows only, as from an embedding, costs in
    proportion to those rows.

    Args:
        learning_rate: A number, schedule, variable or function. The paper's
            experiments have 0.01 to 1. Default 0.001.
        initial_accumulator_value: Where the sum starts, 0 or more. Default 0.1.
        epsilon: Keeps the division finite. Default 1e-7.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; accumulator for each variable.
    Raises:
        ValueError: If an argument is out of range.
    Source: Duchi, Hazan and Singer 2011, JMLR 12, figure 1 with a diagonal
        matrix. Differs: the sum starts above 0.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.Adagrad(
        ...     0.5, initial_accumulator_value=0.0
        ... )
        >>> step = optimizer.apply_gradients([(2.0, w)])
        >>> round(float(w), 3)
        0.5
    """

    @rule.completed(name="Adagrad", weight_decay=None)
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **options,
    ) -> None:
        super().__init__(**options)
        checks.not_negative(
            self,
            initial_accumulator_value=initial_accumulator_value,
            epsilon=epsilon,
        )
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon

    update_step = hooks.update_step_by_grad

    def _keras_build_slots(self, variables) -> None:
        """Creates an accumulator for each variable."""
        self._accumulators = [
            self.add_variable_from_reference(
                v,
                "accumulator",
                initial_value=tf.fill(
                    v.shape, tf.cast(self.initial_accumulator_value, v.dtype)
                ),
            )
            for v in variables
        ]

    def _keras_step_values(self, dtype: tf.DType):
        """Returns the rule at this step's learning rate."""
        return functools.partial(
            adagrad_update,
            rate=self._keras_rate(in_place.wide(dtype)),
            epsilon=self.epsilon,
        )

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        # Rows without a gradient don't change.
        slots = (self._accumulators[self._keras_index(variable)],)
        in_place.change(values, variable, slots, gradient, is_lazy=True)
