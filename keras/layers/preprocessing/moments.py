"""Means and variances of data that comes in batches."""

from typing import Any

import numpy as np
import tensorflow as tf

_EPSILON = np.finfo("float64").eps
# Roundings of one number that differences between equal ones are at most: what
# is computed in two ways differs in its last bits.
_ROUNDINGS = 4


class Moments:
    """Mean and squared deviations of what was seen, in float64.

    Args:
        count: How many numbers were seen for each mean.
        mean: Their means.
        variance: Their mean squared deviations.
        precision: Fraction of `mean` by which it may be off, 0 or more.
            Numbers that are no further away are equal to it.
    Example:
        >>> seen = Moments()
        >>> for batch in ([[1.0], [2.0]], [[6.0]]):
        ...     seen.add(tf.constant(batch), axes=[0])
        >>> seen.count, seen.mean.tolist(), seen.variance.round(3).tolist()
        (3, [3.0], [4.667])
    """

    def __init__(
        self,
        count: int = 0,
        mean: Any = 0.0,
        variance: Any = 0.0,
        precision: float = 0.0,
    ) -> None:
        self.count = count
        self._precision = precision
        self.mean = np.asarray(mean, "float64")
        self._squares = count * np.asarray(variance, "float64")

    @property
    def variance(self) -> np.ndarray:
        """Mean squared deviations; 0 where they are but rounding."""
        variance = self._squares / max(self.count, 1)
        noise = (_ROUNDINGS * _EPSILON * self.mean) ** 2
        return np.where(variance <= noise, 0, variance)

    def add(self, batch: tf.Tensor, axes: list[int]) -> None:
        """Looks at a batch; without a number in it, nothing changes.

        Args:
            batch: Numbers.
            axes: What they are the means over.
        """
        batch = tf.cast(batch, tf.float64)
        sizes = batch.shape.as_list()
        count = int(np.prod([sizes[axis] for axis in axes], dtype="int64"))
        if not count:
            return
        mean, variance = _moments(batch, axes)
        # Chan, Golub and LeVeque 1979, eq. 2.1.
        total = self.count + count
        apart = mean - self.mean
        apart = np.where(abs(apart) <= self._precision * abs(mean), 0, apart)
        self.mean = self.mean + apart * (count / total)
        self._squares = (
            self._squares
            + variance * count
            + apart**2 * (self.count * count / total)
        )
        self.count = total


def _moments(batch: tf.Tensor, axes: list[int]) -> tuple:
    """Returns means and variances, which are exact for equal numbers.

    A sum of n of them is off by up to n roundings, but none of differences
    from one of them: they are 0.
    """
    first = batch[
        tuple(
            slice(0, 1) if axis in axes else slice(None)
            for axis in range(batch.shape.rank)
        )
    ]
    mean, variance = tf.nn.moments(batch - first, axes)
    return (tf.reshape(first, mean.shape) + mean).numpy(), variance.numpy()
