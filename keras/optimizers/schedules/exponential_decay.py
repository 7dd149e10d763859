"""A learning rate that shrinks by a factor every so many steps."""

from typing import Any

import tensorflow as tf

from keras.optimizers.schedules import learning_rate_schedule as base


class ExponentialDecay(base.LearningRateSchedule):
    """Multiplies the rate by a factor every `decay_steps` steps.

    rate = initial_learning_rate * decay_rate ^ (step / decay_steps)

    Args:
        initial_learning_rate: Rate at step 0.
        decay_steps: Steps until one factor is applied, above 0.
        decay_rate: The factor.
        staircase: True rounds the exponent down. Default False.
        name: Name of the operations. Default None.
    Raises:
        ValueError: If `decay_steps` isn't above 0.
    Example:
        >>> schedules = keras.optimizers.schedules
        >>> float(schedules.ExponentialDecay(1.0, 10, 0.5)(20))
        0.25
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str | None = None,
    ) -> None:
        base.check(
            self,
            initial_learning_rate=initial_learning_rate,
            decay_rate=decay_rate,
        )
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = base.decay_steps(self, "decay_steps", decay_steps)
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate at a step, counted from 0."""
        initial = base.rate(self.initial_learning_rate)
        exponent = tf.cast(step, initial.dtype) / base.number(
            self.decay_steps, initial.dtype
        )
        if self.staircase:
            exponent = tf.floor(exponent)
        rate = base.number(self.decay_rate, initial.dtype)
        return initial * tf.pow(rate, exponent)


class InverseTimeDecay(base.LearningRateSchedule):
    """Divides the rate by a number that grows with the step.

    rate = initial_learning_rate / (1 + decay_rate * step / decay_steps)

    Args:
        initial_learning_rate: Rate at step 0.
        decay_steps: Steps until `decay_rate` is added once, above 0.
        decay_rate: What is added to the divisor.
        staircase: True rounds step / decay_steps down. Default False.
        name: Name of the operations. Default None.
    Raises:
        ValueError: If `decay_steps` isn't above 0.
    Example:
        >>> schedules = keras.optimizers.schedules
        >>> float(schedules.InverseTimeDecay(1.0, 10, 1.0)(10))
        0.5
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str | None = None,
    ) -> None:
        base.check(
            self,
            initial_learning_rate=initial_learning_rate,
            decay_rate=decay_rate,
        )
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = base.decay_steps(self, "decay_steps", decay_steps)
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate at a step, counted from 0."""
        initial = base.rate(self.initial_learning_rate)
        periods = tf.cast(step, initial.dtype) / base.number(
            self.decay_steps, initial.dtype
        )
        if self.staircase:
            periods = tf.floor(periods)
        return initial / (
            1 + base.number(self.decay_rate, initial.dtype) * periods
        )
