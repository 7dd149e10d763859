"""Constraint to numbers that aren't negative."""

import tensorflow as tf

from keras.constraints import constraint


class NonNeg(constraint.Constraint):
    """Sets negative numbers to zero.

    w <- max(w, 0)

    Example:
        >>> keras.constraints.NonNeg()(tf.constant([-1.0, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """

    def __call__(self, w: tf.Tensor) -> tf.Tensor:
        """Returns `w` with zeros for its negative numbers."""
        return tf.maximum(w, tf.zeros((), w.dtype))
