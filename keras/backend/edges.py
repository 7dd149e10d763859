"""`keras.backend`'s functions that pad and resize.

`data_format` is as in `filters`.
"""

from typing import Any

import tensorflow as tf

from keras.backend import channel_order, tensor_type
from keras.engine import kinds


def temporal_padding(x: kinds.Tensors, padding: Any = (1, 1)) -> tf.Tensor:
    """Puts zeros before and behind the steps of `(batch, steps, values)`.

    Example:
        >>> keras.backend.temporal_padding(tf.ones((2, 3, 4))).shape
        TensorShape([2, 5, 4])
    """
    return tf.pad(x, [[0, 0], list(padding), [0, 0]])


def _padded(x, padding, data_format) -> tf.Tensor:
    # Keras 1 has one number an axis.
    inner = [[n, n] if isinstance(n, int) else list(n) for n in padding]
    if channel_order.named(data_format) == channel_order.FIRST:
        return tf.pad(x, [[0, 0], [0, 0], *inner])
    return tf.pad(x, [[0, 0], *inner, [0, 0]])


def spatial_2d_padding(
    x: kinds.Tensors,
    padding: Any = ((1, 1), (1, 1)),
    data_format: str | None = None,
) -> tf.Tensor:
    """Puts zeros around images.

    Args:
        x: Images.
        padding: `((top, bottom), (left, right))`, or a number for each axis.
        data_format: 'channels_last', 'channels_first', or None.
    Example:
        >>> keras.backend.spatial_2d_padding(tf.ones((2, 3, 3, 4))).shape
        TensorShape([2, 5, 5, 4])
    """
    return _padded(x, padding, data_format)


def spatial_3d_padding(
    x: kinds.Tensors,
    padding: Any = ((1, 1), (1, 1), (1, 1)),
    data_format: str | None = None,
) -> tf.Tensor:
    """Puts zeros around volumes.

    Args:
        x: Volumes.
        padding: `((front, back), (top, bottom), (left, right))`.
        data_format: 'channels_last', 'channels_first', or None.
    Example:
        >>> keras.backend.spatial_3d_padding(tf.ones((2, 3, 3, 3, 4))).shape
        TensorShape([2, 5, 5, 5, 4])
    """
    return _padded(x, padding, data_format)


def resize_images(
    x: kinds.Tensors,
    height_factor: Any,
    width_factor: Any,
    data_format: str | None,
    interpolation: str = "nearest",
) -> tf.Tensor:
    """Makes images larger, or smaller.

    Args:
        x: Images.
        height_factor, width_factor: What the sizes are multiplied with.
        data_format: 'channels_last', 'channels_first', or None.
        interpolation: A method of `tf.image.resize`.
    Example:
        >>> x = tf.ones((2, 3, 3, 4))
        >>> keras.backend.resize_images(x, 2, 3, 'channels_last').shape
        TensorShape([2, 6, 9, 4])
    """

    def compute(x):
        known = x.shape[1:3].as_list()
        now = tf.shape(x)[1:3] if None in known else tf.constant(known)
        size = tf.cast(now, "float32") * [height_factor, width_factor]
        return tf.image.resize(x, tf.cast(size, "int32"), interpolation)

    x = tensor_type.tensor(x)
    return channel_order.with_last(x, data_format, compute)


def resize_volumes(
    x: kinds.Tensors,
    depth_factor: Any,
    height_factor: Any,
    width_factor: Any,
    data_format: str | None,
) -> tf.Tensor:
    """Makes volumes larger by repeating their values.

    Args:
        x: Volumes.
        depth_factor, height_factor, width_factor: How often, whole numbers.
        data_format: 'channels_last', 'channels_first', or None.
    Example:
        >>> x = tf.ones((2, 3, 3, 3, 4))
        >>> keras.backend.resize_volumes(x, 2, 1, 3, 'channels_last').shape
        TensorShape([2, 6, 3, 9, 4])
    """
    first = 2 if channel_order.named(data_format) == channel_order.FIRST else 1
    factors = (depth_factor, height_factor, width_factor)
    for axis, factor in enumerate(factors, first):
        x = tf.repeat(x, factor, axis)
    return x
