"""Schedule-free AdamW: averages of the steps in place of a schedule."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, in_place, optimizer, rule, step_policies


def schedule_free_update(
    w, g, z, v, rate, weight, correction, beta_1, beta_2, epsilon
) -> tuple:
    """Returns the new variable y, the steps' end z, and the second moment.

    v <- beta_2 * v + (1 - beta_2) * g^2
    x = (y - (1 - beta_1) * z) / beta_1
    z <- z - rate * g / (sqrt(v / correction) + epsilon)
    x <- (1 - weight) * x + weight * z
    y <- (1 - beta_1) * z + beta_1 * x
    """
    v = v + (g * g - v) * (1 - beta_2)
    x = (w - (1 - beta_1) * z) / beta_1
    z = z - rate * g / (tf.sqrt(v / correction) + epsilon)
    x = (1 - weight) * x + weight * z
    return (1 - beta_1) * z + beta_1 * x, z, v


class _Start(step_policies.StepPolicy):
    """Has z start where all variables are before the first step."""

    def begin(self, optimizer) -> None:
        """Sets each z: values may have been loaded since it was made."""
        variables = optimizer._keras_of_variables()
        step_policies.start(optimizer, optimizer._momentums, variables)

    def take(self, optimizer, variables, update, gradients) -> None:
        """Begins, and updates."""
        self.begin(optimizer)
        update(gradients)


class ScheduleFreeAdamW(optimizer.Optimizer):
    """AdamW that needs no schedule, and no number of steps in advance.

    v <- beta_2 * v + (1 - beta_2) * g^2
    z <- z - learning_rate * g / (sqrt(v / (1 - beta_2^t)) + epsilon)
    x <- (1 - 1/t) * x + 1/t * z
    y <- (1 - beta_1) * z + beta_1 * x

    The gradient g is that at y, which the model's weights are.

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.0025.
        beta_1: Part of the average x in y, in (0, 1). Default 0.9.
        beta_2: Weight of the old second moment a step, in [0, 1). Default
            0.999.
        epsilon: Keeps the division finite. Default 1e-8.
        warmup_steps: In so many first steps the rate grows from 0 to its
            value. Default 0.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; for each variable momentum (z) and velocity (v).
    Raises:
        ValueError: If an argument is out of range.
    Source: Defazio et al. 2024, arXiv:2405.15682, algorithm 1. Differs: each
        step has the same weight in x, as in Keras 3. Differs from Keras 3 on
        TensorFlow, which finds x from z after its update.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.ScheduleFreeAdamW(0.5)
        >>> step = optimizer.apply_gradients([(2.0, w)])
        >>> round(float(w), 3)
        0.5
    """

    _keras_may_be_lazy = False
    _keras_policies = (*step_policies.EVERY, _Start)

    @rule.completed(name="ScheduleFreeAdamW", weight_decay=None)
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.0025,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        warmup_steps: int = 0,
        **options,
    ) -> None:
        super().__init__(**options)
        checks.within(
            self, "a number in (0, 1)", lambda x: 0 < x < 1, beta_1=beta_1
        )
        checks.fractions(self, beta_2=beta_2)
        checks.not_negative(self, epsilon=epsilon, warmup_steps=warmup_steps)
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.epsilon = epsilon
        self.warmup_steps = warmup_steps

    def _keras_build_slots(self, variables) -> None:
        """Creates where the steps end, and second moments."""
        new = self.add_variable_from_reference
        pairs = [
            (new(v, "momentum", initial_value=v), new(v, "velocity"))
            for v in variables
        ]
        self._momentums = [m for m, _ in pairs]
        self._velocities = [v for _, v in pairs]

    def _keras_step_values(self, dtype: tf.DType):
        """Returns the rule at this step."""
        dtype = in_place.wide(dtype)
        step, rate = (
            tf.cast(self._iterations + 1, dtype),
            self._keras_rate(dtype),
        )
        if self.warmup_steps:
            rate *= tf.minimum(step / self.warmup_steps, 1)
        beta_2 = in_place.held(self.beta_2, dtype)
        return functools.partial(
            schedule_free_update,
            rate=rate,
            weight=1 / step,
            correction=1 - beta_2**step,
            beta_1=self.beta_1,
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
