"""A learning rate that falls to a final one along a power of the time left."""

from typing import Any

import tensorflow as tf

from keras.optimizers.schedules import learning_rate_schedule as base


class PolynomialDecay(base.LearningRateSchedule):
    """Falls from one rate to another in a number of steps.

    rate = (initial_learning_rate - end) * (1 - step / decay_steps) ^ power
           + end

    Args:
        initial_learning_rate: Rate at step 0.
        decay_steps: Steps until the end, above 0.
        end_learning_rate: Rate from then on. Default 0.0001.
        power: 1 is a straight line (default), 0.5 a square root.
        cycle: True starts again from a higher step count: `decay_steps` becomes
            its smallest multiple that isn't below the step. Default False.
        name: Name of the operations. Default None.
    Raises:
        ValueError: If `decay_steps` isn't above 0.
    Example:
        >>> schedules = keras.optimizers.schedules
        >>> float(schedules.PolynomialDecay(1.0, 10, 0.0)(5))
        0.5
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str | None = None,
    ) -> None:
        base.check(
            self,
            initial_learning_rate=initial_learning_rate,
            end_learning_rate=end_learning_rate,
            power=power,
        )
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = base.decay_steps(self, "decay_steps", decay_steps)
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate at a step, counted from 0."""
        initial = base.rate(self.initial_learning_rate)
        end = base.number(self.end_learning_rate, initial.dtype)
        step = tf.cast(step, initial.dtype)
        steps = base.number(self.decay_steps, initial.dtype)
        if self.cycle:
            steps *= tf.maximum(tf.math.ceil(step / steps), 1)
        left = 1 - tf.minimum(step, steps) / steps
        power = base.number(self.power, initial.dtype)
        return (initial - end) * tf.pow(left, power) + end
