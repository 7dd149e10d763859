"""A learning rate that changes at given steps."""

import itertools
import numbers
from typing import Any

import tensorflow as tf

from keras.optimizers.schedules import learning_rate_schedule as base


class PiecewiseConstantDecay(base.LearningRateSchedule):
    """Holds one rate up to each boundary, then the next.

    rate = values[i] for boundaries[i - 1] < step <= boundaries[i]

    Args:
        boundaries: Steps, growing.
        values: Rates, one more than boundaries.
        name: Name of the operations. Default None.
    Raises:
        ValueError: If there isn't one more rate than boundaries, or these
            don't grow.
    Example:
        >>> schedules = keras.optimizers.schedules
        >>> float(schedules.PiecewiseConstantDecay([10], [1.0, 0.5])(11))
        0.5
    """

    def __init__(
        self,
        boundaries: list[int],
        values: list[float],
        name: str | None = None,
    ) -> None:
        for argument, given in (("boundaries", boundaries), ("values", values)):
            if isinstance(given, (str, numbers.Number, type(None))):
                raise TypeError(
                    f"PiecewiseConstantDecay: wrong {argument}. Expected a "
                    f"list of numbers. Received: {argument}={given!r}."
                )
            for number in given:
                base.check(self, **{argument: number})
        if len(values) != len(boundaries) + 1:
            raise ValueError(
                "PiecewiseConstantDecay: boundaries and values don't fit. "
                "Expected one value more than boundaries. Received: "
                f"{len(boundaries)} boundaries and {len(values)} values."
            )
        if any(b < a for a, b in itertools.pairwise(boundaries)):
            raise ValueError(
                "PiecewiseConstantDecay: a boundary comes before the one that "
                "it follows. Expected growing steps. Received: boundaries="
                f"{boundaries!r}."
            )
        self.boundaries = boundaries
        self.values = values
        self.name = name

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate at a step, counted from 0."""
        step = tf.convert_to_tensor(step)
        kind = step.dtype
        if any(b != int(b) for b in self.boundaries) and not kind.is_floating:
            kind = tf.float32
        boundaries = tf.cast(tf.stack(self.boundaries), kind)
        passed = tf.reduce_sum(
            tf.cast(tf.cast(step, kind) > boundaries, "int32")
        )
        return tf.gather(base.rate(self.values), passed)
