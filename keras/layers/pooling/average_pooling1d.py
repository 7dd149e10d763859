"""The mean of each window of sequences."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers.pooling import window_pooling


class AveragePooling1D(window_pooling.WindowPooling):
    """Keeps the mean of each window of steps, in each channel.

    y[p, c] = mean over o of x[p * strides + o, c], 0 <= o < pool_size

    Args:
        pool_size: Size of the window.
        strides: From one window to the next, in steps. Default:
            `pool_size`, so that windows touch and don't overlap.
        padding: 'valid' keeps windows inside the input, 'same' lets them
            reach over its end. Padding doesn't count in the mean.
        data_format: 'channels_last'
            `(batch, steps, channels)` or 'channels_first'.
        name: Unique in a model.
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`.
    Output shape: likewise; ceil((size - pool_size + 1) / strides) places along
        an axis, ceil(size / strides) with padding 'same'.
    Raises:
        ValueError: If an argument is out of range, or the window doesn't fit.
    Example:
        >>> keras.layers.AveragePooling1D()(tf.ones((1, 4, 1))).shape
        TensorShape([1, 2, 1])
    """

    spatial_ndim = 1

    def __init__(
        self,
        pool_size: kinds.Sizes = 2,
        strides: kinds.Sizes | None = None,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **kwargs: kinds.Unpack[kinds.UnnamedArguments],
    ) -> None:
        super().__init__(
            pool_size, strides, padding, data_format, name=name, **kwargs
        )

    def _pool(self, inputs, ksize, strides, padding: str, data_format: str):
        return tf.nn.avg_pool1d(inputs, ksize, strides, padding, data_format)
