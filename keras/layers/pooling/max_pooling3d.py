"""The largest number of each window of volumes."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers import precision
from keras.layers.pooling import volumes, window_pooling


class MaxPooling3D(window_pooling.WindowPooling):
    """Keeps the largest number of each window of voxels, in each channel.

    y[p, c] = max over o of x[p * strides + o, c], 0 <= o < pool_size

    Args:
        pool_size: Size of the window; an int, or one for each of the 3 axes.
        strides: From one window to the next, in voxels. Default:
            `pool_size`, so that windows touch and don't overlap.
        padding: 'valid' keeps windows inside the input, 'same' lets them
            reach over its end.
        data_format: 'channels_last'
            `(batch, depth, rows, columns, channels)` or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        name: Unique in a model.
    Call arguments:
        inputs: Tensor `(batch, depth, rows, columns, channels)`.
    Output shape: likewise; ceil((size - pool_size + 1) / strides) places along
        an axis, ceil(size / strides) with padding 'same'.
    Raises:
        ValueError: If an argument is out of range, or the window doesn't fit.
    Example:
        >>> keras.layers.MaxPooling3D()(tf.ones((1, 4, 4, 4, 1))).shape
        TensorShape([1, 2, 2, 2, 1])
    """

    spatial_ndim = 3

    def __init__(
        self,
        pool_size: kinds.Sizes = (2, 2, 2),
        strides: kinds.Sizes | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: kinds.Unpack[kinds.UnnamedArguments],
    ) -> None:
        super().__init__(
            pool_size, strides, padding, data_format, name=name, **kwargs
        )

    def _pool(self, inputs, ksize, strides, padding: str, data_format: str):
        if inputs.dtype == tf.float64 and data_format == "NDHWC":
            return volumes.pool_by_planes(
                tf.nn.max_pool2d, inputs, ksize, strides, padding
            )
        # Of 16 bits TensorFlow has no such kernel on CPUs.
        pooled = tf.nn.max_pool3d(
            precision.widened(inputs), ksize, strides, padding, data_format
        )
        return tf.cast(pooled, inputs.dtype)
