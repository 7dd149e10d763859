"""Means and variances of data that comes in batches."""

import numpy as np
import tensorflow as tf

_EPSILON = np.finfo("float64").eps
# A sum of many is made of pieces, each one after the other.
_MARGIN = 8


class Moments:
    """Mean and squared deviations of what was seen, in float64.

    Args:
        count: How many numbers were seen for each mean.
        mean: Their means.
        variance: Their mean squared deviations.
    Example:
        >>> seen = Moments()
        >>> for batch in ([[1.0], [2.0]], [[6.0]]):
        ...     seen.add(tf.constant(batch), axes=[0])
        >>> seen.count, seen.mean.tolist(), seen.variance.round(3).tolist()
        (3, [3.0], [4.667])
    """

    def __init__(self, count: int = 0, mean=0.0, variance=0.0) -> None:
        self.count = count
        self.mean = np.asarray(mean, "float64")
        self._squares = count * np.asarray(variance, "float64")

    @property
    def variance(self) -> np.ndarray:
        """Mean squared deviations; 0 where they are but rounding.

        The mean of n equal numbers is off by some roundings of it: fewer than
        log2(n) where sums are made of sums of halves.
        """
        variance = self._squares / max(self.count, 1)
        roundings = _MARGIN * np.log2(2 + self.count)
        noise = (roundings * _EPSILON * self.mean) ** 2
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
        mean, variance = (m.numpy() for m in tf.nn.moments(batch, axes))
        # Chan, Golub and LeVeque 1979, eq. 2.1.
        total = self.count + count
        apart = mean - self.mean
        self.mean = self.mean + apart * (count / total)
        self._squares = (
            self._squares
            + variance * count
            + apart**2 * (self.count * count / total)
        )
        self.count = total
