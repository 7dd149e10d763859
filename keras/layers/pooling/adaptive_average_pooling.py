"""The mean of each bin, over one, two and three axes."""

import tensorflow as tf

from keras.layers import precision
from keras.layers.pooling import adaptive_pooling


class AdaptiveAveragePooling(adaptive_pooling.AdaptivePooling):
    """Keeps the mean of each bin.

    The arguments are described at `AdaptiveAveragePooling2D`.
    """

    def _pool(self, inputs, axis: int, count: int):
        values, counts = adaptive_pooling.bins(
            precision.widened(inputs), axis, count
        )
        shares = tf.cast(counts, values.dtype)
        shares /= tf.reduce_sum(shares, -1, keepdims=True)
        behind = [1] * (values.shape.rank - axis - 2)
        shares = tf.reshape(shares, [*tf.unstack(tf.shape(shares)), *behind])
        return tf.cast(tf.reduce_sum(values * shares, axis + 1), inputs.dtype)
