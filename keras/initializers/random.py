"""Initializers that draw each number by itself."""

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
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        *,
        partition_shape: Sequence[int] | None = None,
        partition_offset: Sequence[int] | None = None,
    ) -> tf.Tensor:
        """Returns normal numbers in the given shape."""
        return initializer.normal(
            initializer.sizes(self, partition_shape or shape),
            initializer.seed_of_part(self.seed, partition_offset),
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
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        *,
        partition_shape: Sequence[int] | None = None,
        partition_offset: Sequence[int] | None = None,
    ) -> tf.Tensor:
        """Returns truncated normal numbers in the given shape."""
        return initializer.truncated_normal(
            initializer.sizes(self, partition_shape or shape),
            initializer.seed_of_part(self.seed, partition_offset),
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
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        *,
        partition_shape: Sequence[int] | None = None,
        partition_offset: Sequence[int] | None = None,
    ) -> tf.Tensor:
        """Returns uniform numbers in the given shape."""
        dtype = initializer.numeric(self, dtype)
        return initializer.uniform(
            initializer.sizes(self, partition_shape or shape),
            initializer.seed_of_part(self.seed, partition_offset),
            self.minval,
            self.maxval,
            dtype,
        )
