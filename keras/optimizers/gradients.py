"""Gradients as tensors or as some rows."""

import tensorflow as tf


def scaled(gradient, factor: tf.Tensor):
    """Returns a gradient times a scalar.

    Args:
        gradient: A tensor or `tf.IndexedSlices`.
        factor: A scalar of any float type.
    """
    factor = tf.cast(factor, gradient.dtype)
    if isinstance(gradient, tf.IndexedSlices):
        return tf.IndexedSlices(
            gradient.values * factor, gradient.indices, gradient.dense_shape
        )
    return gradient * factor


def dense(gradient) -> tf.Tensor:
    """Returns a gradient with all its rows; repeated rows are added."""
    if isinstance(gradient, tf.IndexedSlices):
        return tf.math.unsorted_segment_sum(
            gradient.values, gradient.indices, gradient.dense_shape[0]
        )
    return gradient
