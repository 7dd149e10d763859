"""Images of another size, without distortion."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras.preprocessing.image import image_arrays


def smart_resize(
    x: Any,
    size: tuple[int, int],
    interpolation: str = "bilinear",
    data_format: str = "channels_last",
) -> Any:
    """Resizes images, of which the middle is cut out in the new proportions.

    Args:
        x: Images `(height, width, channels)` or `(batch, height, width,
            channels)`, as array or tensor.
        size: `(height, width)` of the result.
        interpolation: A method of `tf.image.resize`. Default "bilinear".
        data_format: "channels_first" where channels come before rows. Default
            "channels_last".

    Returns:
        An array for an array, else a tensor.

    Raises:
        ValueError: If `size` is no pair, or the images have neither 3 nor 4
            axes.

    Example:
        >>> keras.preprocessing.image.smart_resize(
        ...     np.ones((9, 4, 3)), (2, 2)).shape
        (2, 2, 3)
    """
    first = image_arrays.is_channels_first("smart_resize", data_format)
    if len(size) != 2:
        raise ValueError(
            "smart_resize: the size is no pair. Expected (height, width). "
            f"Received: size={size}."
        )
    images = tf.convert_to_tensor(x)
    ndim = images.shape.rank
    if ndim not in (3, 4):
        raise ValueError(
            "smart_resize: the images have neither 3 nor 4 axes. Expected "
            "(height, width, channels), or a batch of these. Received: "
            f"shape={images.shape}."
        )
    if first:
        images = tf.experimental.numpy.moveaxis(images, -3, -1)
    resized = tf.image.resize(_middle(images, size), size, interpolation)
    if first:
        resized = tf.experimental.numpy.moveaxis(resized, -1, -3)
    return resized.numpy() if isinstance(x, np.ndarray) else resized


def _middle(images: tf.Tensor, size: tuple[int, int]) -> tf.Tensor:
    shape = tf.shape(images)
    height, width = shape[-3], shape[-2]
    cut_height = tf.minimum(height, width * size[0] // size[1])
    cut_width = tf.minimum(width, height * size[1] // size[0])
    top = (height - cut_height) // 2
    left = (width - cut_width) // 2
    return images[
        ..., top : top + cut_height, left : left + cut_width, :
    ]  # fmt: skip
