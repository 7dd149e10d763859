"""The type that means and squares are taken in."""

import tensorflow as tf

HALF_TYPES = (tf.float16, tf.bfloat16)


def widened(x: tf.Tensor) -> tf.Tensor:
    """Returns a tensor of 16 bits in 32, any other as it is.

    The sum of a few squares is beyond 65504, float16's largest number, and
    bfloat16 adds no more than 256 ones.

    Args:
        x: Float tensor.
    """
    return tf.cast(x, tf.float32) if x.dtype in HALF_TYPES else x
