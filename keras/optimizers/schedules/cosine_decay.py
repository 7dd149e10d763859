"""Learning rates that fall along a cosine."""

import math
from typing import Any

import tensorflow as tf

from keras.optimizers.schedules import learning_rate_schedule as base


class CosineDecay(base.LearningRateSchedule):
    """Falls along half a cosine, after a straight rise if asked for.

    rate = top * ((1 - alpha) * (1 + cos(pi * t)) / 2 + alpha),
    t = min(step - warmup_steps, decay_steps) / decay_steps

    Args:
        initial_learning_rate: Rate at step 0.
        decay_steps: Steps of the fall, above 0.
        alpha: The last rate as a part of the highest, in [0, 1]. Default 0.
        name: Name of the operations. Default None.
        warmup_target: Highest rate, where the rise ends. Default None: no rise.
        warmup_steps: Steps of the rise. Default 0.
    Raises:
        ValueError: If `decay_steps` isn't above 0.
    Source: Loshchilov and Hutter 2017, arXiv:1608.03983.
    Example:
        >>> schedules = keras.optimizers.schedules
        >>> float(schedules.CosineDecay(1.0, 10)(10))
        0.0
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        alpha: float = 0.0,
        name: str | None = None,
        warmup_target: float | None = None,
        warmup_steps: int = 0,
    ) -> None:
        base.check(
            self,
            initial_learning_rate=initial_learning_rate,
            alpha=alpha,
            warmup_steps=warmup_steps,
        )
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = base.decay_steps(self, "decay_steps", decay_steps)
        self.alpha = alpha
        self.name = name
        if warmup_target is not None:
            base.check(self, warmup_target=warmup_target)
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate at a step, counted from 0."""
        initial = base.rate(self.initial_learning_rate)
        step = tf.cast(step, initial.dtype)
        steps = base.number(self.decay_steps, initial.dtype)
        if self.warmup_target is None:
            done = tf.minimum(step, steps) / steps
            return initial * _lowered(_cosine(done), self.alpha)
        warmup = base.number(self.warmup_steps, initial.dtype)
        top = base.number(self.warmup_target, initial.dtype)
        rising = initial + (top - initial) * step / warmup
        past = tf.clip_by_value(step - warmup, 0, steps)
        falling = top * _lowered(_cosine(past / steps), self.alpha)
        return tf.where(step < warmup, rising, falling)


class CosineDecayRestarts(base.LearningRateSchedule):
    """Falls along half a cosine again and again, each time longer and lower.

    rate = initial_learning_rate
           * ((1 - alpha) * m_mul^i * (1 + cos(pi * t)) / 2 + alpha),
    with t in [0, 1) the done part of fall i

    Args:
        initial_learning_rate: Rate at step 0.
        first_decay_steps: Steps of the first fall, above 0.
        t_mul: How many times longer each fall is than the last. Default 2.
        m_mul: How many times higher each starts. Default 1.
        alpha: The lowest rate as a part of the highest, in [0, 1]. Default 0.
        name: Name of the operations. Default None.
    Raises:
        ValueError: If `first_decay_steps` isn't above 0.
    Source: Loshchilov and Hutter 2017, arXiv:1608.03983.
    Example:
        >>> schedules = keras.optimizers.schedules
        >>> float(schedules.CosineDecayRestarts(1.0, 10)(10))
        1.0
    """

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: int,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str | None = None,
    ) -> None:
        base.check(
            self,
            initial_learning_rate=initial_learning_rate,
            t_mul=t_mul,
            m_mul=m_mul,
            alpha=alpha,
        )
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = base.decay_steps(
            self, "first_decay_steps", first_decay_steps
        )
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate at a step, counted from 0."""
        initial = base.rate(self.initial_learning_rate)
        restarts, done = self._falls(step)
        height = base.number(self.m_mul, tf.float64) ** restarts
        part = tf.cast(height * _cosine(done), initial.dtype)
        return initial * _lowered(part, self.alpha)

    def _falls(self, step) -> tuple[tf.Tensor, tf.Tensor]:
        """Returns the number of falls that are over, and the part of this one.

        In float64, with room for its roundings: a restart is at a whole step,
        which the quotient of two logarithms may fall short of.
        """
        steps = base.number(self.first_decay_steps, tf.float64)
        done = tf.cast(step, tf.float64) / steps
        if self.t_mul == 1.0:
            restarts = tf.floor(done)
            return restarts, done - restarts
        # done = (t^i - 1) / (t - 1) when fall i begins.
        t_mul = base.number(self.t_mul, tf.float64)
        grown = 1 - done * (1 - t_mul)
        restarts = tf.floor(tf.math.log(grown) / tf.math.log(t_mul) + _ROOM)
        power = t_mul**restarts
        done = (done - (1 - power) / (1 - t_mul)) / power
        return restarts, tf.maximum(done, 0)


# Far above roundings of float64, and below a step of a billion.
_ROOM = 1e-11


def _cosine(done: tf.Tensor) -> tf.Tensor:
    """Returns 1 at `done` = 0, and falls to 0 at 1."""
    return 0.5 * (1 + tf.cos(math.pi * done))


def _lowered(part: tf.Tensor, alpha: float) -> tf.Tensor:
    return (1 - alpha) * part + alpha
