"""Lion: steps of one size in the direction of the momentum's sign."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, in_place, optimizer, rule


def lion_update(w, g, m, rate, beta_1, beta_2) -> tuple:
    """Returns the new variable and momentum.

    w <- w - rate * sign(beta_1 * m + (1 - beta_1) * g)
    m <- beta_2 * m + (1 - beta_2) * g
    """
    direction = tf.sign(beta_1 * m + (1 - beta_1) * g)
    return w - rate * direction, beta_2 * m + (1 - beta_2) * g


class Lion(optimizer.Optimizer):
    """Evolved sign momentum: every number moves by the learning rate.

    w <- w - learning_rate * sign(beta_1 * m + (1 - beta_1) * g)
    m <- beta_2 * m + (1 - beta_2) * g

    Half of Adam's memory. Its rate should be 3 to 10 times smaller than
    Adam's, and its weight decay as much larger.

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.0001.
        beta_1: Weight of the momentum in a step's direction, in (0, 1]. Default
            0.9.
        beta_2: Weight of the old momentum a step, in [0, 1]. Default 0.99.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; m for each variable.
    Raises:
        ValueError: If a beta is out of range.
    Source: Chen et al. 2023, arXiv:2302.06675, program 1.
    Example:
        >>> w = tf.Variable(1.0)
        >>> step = keras.optimizers.Lion(0.25).apply_gradients([(2.0, w)])
        >>> float(w)
        0.75
    """

    @rule.completed(name="Lion", weight_decay=None)
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.0001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
        **options,
    ) -> None:
        super().__init__(**options)
        checks.within(
            self,
            "a number in (0, 1]: at 0 it would be the gradient's sign",
            lambda value: 0 < value <= 1,
            beta_1=beta_1,
        )
        checks.unit(self, beta_2=beta_2)
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.beta_1, self.beta_2 = beta_1, beta_2

    def _keras_build_slots(self, variables) -> None:
        """Creates a momentum for each variable."""
        self.momentums = [
            self.add_variable_from_reference(v, "m") for v in variables
        ]

    def _keras_step_values(self, dtype: tf.DType):
        """Returns the rule at this step's learning rate."""
        return functools.partial(
            lion_update,
            rate=self._keras_rate(in_place.wide(dtype)),
            beta_1=self.beta_1,
            beta_2=self.beta_2,
        )

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        slots = (self.momentums[self._keras_index(variable)],)
        lazy = self._keras_state.is_lazy
        in_place.change(values, variable, slots, gradient, lazy)
