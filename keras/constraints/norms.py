"""Constraints on the lengths of the vectors in a weight."""

from collections.abc import Sequence

import tensorflow as tf

from keras.backend import config
from keras.constraints import constraint


def lengths(w: tf.Tensor, axis: int | Sequence[int]) -> tf.Tensor:
    """Returns the Euclidean length along `axis`, which is kept with size 1."""
    return tf.sqrt(tf.reduce_sum(tf.square(w), axis=axis, keepdims=True))


class MaxNorm(constraint.Constraint):
    """Shortens vectors that are longer than a limit.

    w <- w * min(|w|, max_value) / (epsilon + |w|)

    Args:
        max_value: Largest length. Default 2.
        axis: Axis or axes along which a length is taken: 0 for a `Dense`
            kernel, [0, 1, 2] for a `Conv2D` one. Default 0.
    Source: Srivastava et al. 2014, section 5.1.
    Example:
        >>> keras.constraints.MaxNorm(1)(tf.constant([[2.0]])).numpy()
        array([[1.]], dtype=float32)
    """

    def __init__(self, max_value: float = 2, axis: int = 0) -> None:
        self.max_value = max_value
        self.axis = axis

    def __call__(self, w: tf.Tensor) -> tf.Tensor:
        """Returns `w` with no vector longer than the limit."""
        norms = lengths(w, self.axis)
        desired = tf.clip_by_value(norms, 0.0, self.max_value)
        return w * (desired / (config.epsilon() + norms))


class UnitNorm(constraint.Constraint):
    """Scales vectors to length 1.

    w <- w / (epsilon + |w|)

    Args:
        axis: Axis or axes along which a length is taken. Default 0.
    Example:
        >>> keras.constraints.UnitNorm()(tf.constant([[2.0]])).numpy()
        array([[1.]], dtype=float32)
    """

    def __init__(self, axis: int = 0) -> None:
        self.axis = axis

    def __call__(self, w: tf.Tensor) -> tf.Tensor:
        """Returns `w` with each vector of length 1."""
        return w / (config.epsilon() + lengths(w, self.axis))


class MinMaxNorm(constraint.Constraint):
    """Pulls lengths into an interval.

    w <- w * (rate * clip(|w|, min_value, max_value) + (1 - rate) * |w|)
         / (epsilon + |w|)

    Args:
        min_value: Smallest length. Default 0.
        max_value: Largest length. Default 1.
        rate: How much of the way to go a step, in (0, 1]. Default 1.
        axis: Axis or axes along which a length is taken. Default 0.
    Example:
        >>> limit = keras.constraints.MinMaxNorm(0.0, 2.0)
        >>> limit(tf.constant([[4.0]])).numpy()
        array([[2.]], dtype=float32)
    """

    def __init__(
        self,
        min_value: float = 0.0,
        max_value: float = 1.0,
        rate: float = 1.0,
        axis: int = 0,
    ) -> None:
        self.min_value = min_value
        self.max_value = max_value
        self.rate = rate
        self.axis = axis

    def __call__(self, w: tf.Tensor) -> tf.Tensor:
        """Returns `w` with its lengths moved toward the interval."""
        norms = lengths(w, self.axis)
        clipped = tf.clip_by_value(norms, self.min_value, self.max_value)
        desired = self.rate * clipped + (1 - self.rate) * norms
        return w * (desired / (config.epsilon() + norms))
