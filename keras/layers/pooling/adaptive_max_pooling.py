"""The largest number of each bin, over one, two and three axes."""

import tensorflow as tf

from keras.layers.pooling import adaptive_pooling


class AdaptiveMaxPooling(adaptive_pooling.AdaptivePooling):
    """Keeps the largest number of each bin.

    The arguments are described at `AdaptiveMaxPooling2D`.
    """

    def _pool(self, inputs, axis: int, count: int):
        values, _ = adaptive_pooling.bins(inputs, axis, count)
        return tf.reduce_max(values, axis + 1)
