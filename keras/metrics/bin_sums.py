"""Sums of what falls into each of many bins."""

import tensorflow as tf

from keras.distribute import placement


def summed(index: tf.Tensor, size: int, weights=None) -> tf.Tensor:
    """Returns a sum for each bin.

    Args:
        index: Whole numbers in [0, size), in a row: each one's bin.
        size: How many bins there are.
        weights: What to add, float32 or float64. Default None: 1 each, and
            the sums are int32.
    """
    if placement.is_on_mesh():
        # DTensor has no counting kernel.
        values = tf.ones_like(index) if weights is None else weights
        return tf.math.unsorted_segment_sum(values, index, size)
    if weights is None:
        weights = tf.zeros((0,), tf.int32)
    return tf.raw_ops.DenseBincount(input=index, size=size, weights=weights)
