"""Initializers that draw each number by itself.

Without a seed TensorFlow's global generator draws: one op, not one for a pair
of seeds and one for the numbers.
"""

import math
from collections.abc import Sequence

import tensorflow as tf

from keras.initializers import initializer


class RandomNormal(initializer.Initializer):
    """Draws from a normal distribution.

    Args:
        mean: Default 0.
        stddev: Standard deviation. Default 0.05.
        seed: Whole number; each call gives the same numbers. Default None:
            new ones at each call.
    Example:
        >>> keras.initializers.RandomNormal(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    def __init__(
        self,
        mean: float = 0.0,
        stddev: float = 0.05,
        seed: int | None = None,
    ) -> None:
        self.mean = mean
        self.stddev = stddev
        self.seed = seed

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns normal numbers in the given shape."""
        return normal(
            initializer.sizes(self, shape),
            self.seed,
            self.mean,
            self.stddev,
            initializer.floating(self, dtype),
        )


class TruncatedNormal(initializer.Initializer):
    """Draws from a normal distribution cut off at two standard deviations.

    Args:
        mean: Default 0.
        stddev: Standard deviation before the cut. Default 0.05.
        seed: Whole number; each call gives the same numbers. Default None:
            new ones at each call.
    Example:
        >>> keras.initializers.TruncatedNormal(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    def __init__(
        self,
        mean: float = 0.0,
        stddev: float = 0.05,
        seed: int | None = None,
    ) -> None:
        self.mean = mean
        self.stddev = stddev
        self.seed = seed

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns truncated normal numbers in the given shape."""
        return truncated_normal(
            initializer.sizes(self, shape),
            self.seed,
            self.mean,
            self.stddev,
            initializer.floating(self, dtype),
        )


class RandomUniform(initializer.Initializer):
    """Draws evenly from an interval.

    Args:
        minval: Lower end, included. Default -0.05.
        maxval: Upper end, left out. Default 0.05.
        seed: Whole number; each call gives the same numbers. Default None:
            new ones at each call.
    Example:
        >>> keras.initializers.RandomUniform(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    def __init__(
        self,
        minval: float = -0.05,
        maxval: float = 0.05,
        seed: int | None = None,
    ) -> None:
        self.minval = minval
        self.maxval = maxval
        self.seed = seed

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns uniform numbers in the given shape."""
        dtype = initializer.numeric(self, dtype)
        return uniform(
            initializer.sizes(self, shape),
            self.seed,
            self.minval,
            self.maxval,
            dtype,
        )


def uniform(shape, seed, minval, maxval, dtype: tf.DType) -> tf.Tensor:
    """Returns numbers of [minval, maxval).

    Args:
        shape: Sizes of the axes.
        seed: As of `initializer.stateless_seed`.
        minval, maxval: The ends.
        dtype: A number type.
    """
    if seed is None:
        return tf.random.uniform(shape, minval, maxval, dtype)
    pair = initializer.stateless_seed(seed)
    return tf.random.stateless_uniform(shape, pair, minval, maxval, dtype)


def normal(
    shape, seed, mean: float, stddev: float, dtype: tf.DType
) -> tf.Tensor:
    """Returns normal numbers.

    Args:
        shape: Sizes of the axes.
        seed: As of `initializer.stateless_seed`.
        mean, stddev: Theirs.
        dtype: A float type.
    """
    if seed is None:
        return tf.random.normal(shape, mean, stddev, dtype)
    pair = initializer.stateless_seed(seed)
    return tf.random.stateless_normal(shape, pair, mean, stddev, dtype)


def truncated_normal(
    shape, seed, mean: float, stddev: float, dtype: tf.DType
) -> tf.Tensor:
    """Returns normal numbers cut off at two standard deviations.

    Args:
        shape: Sizes of the axes.
        seed: As of `initializer.stateless_seed`.
        mean, stddev: Those before the cut.
        dtype: A float type.
    """
    if seed is not None:
        return tf.random.stateless_truncated_normal(
            shape, initializer.stateless_seed(seed), mean, stddev, dtype
        )
    # By the inverse of the distribution, where no seed says which numbers: 11
    # against 24 ms a million (2 cores, TensorFlow 2.21).
    drawn = dtype if dtype.size >= tf.float32.size else tf.float32
    evenly = tf.random.uniform(shape, -_WITHIN_TWO, _WITHIN_TWO, drawn)
    cut = tf.math.erfinv(evenly) * (stddev * math.sqrt(2))
    return tf.cast(cut + mean if mean else cut, dtype)


# How much of a normal distribution is within two standard deviations.
_WITHIN_TWO = math.erf(math.sqrt(2))
