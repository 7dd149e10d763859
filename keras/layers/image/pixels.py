"""The types that pixels come in, are computed in and go out in."""

import tensorflow as tf


def float_type(images) -> tf.DType:
    """Returns the type to compute with images in.

    float64 if they are, else float32: 16 bits are too few to add up pixels.

    Args:
        images: Tensor of any real type.
    """
    return tf.float64 if images.dtype == tf.float64 else tf.float32


def as_floats(images) -> tf.Tensor:
    """Returns images in the type to compute with them in.

    Args:
        images: Tensor of any real type.
    """
    return tf.cast(images, float_type(images))


def as_type(images, dtype) -> tf.Tensor:
    """Returns images in another type.

    Args:
        images: Tensor of any real type.
        dtype: The type. Floats become whole numbers by rounding, and what is
            out of the type's range its nearest end.
    """
    dtype = tf.as_dtype(dtype)
    if images.dtype == dtype:
        return images
    if dtype.is_integer and images.dtype.is_floating:
        return tf.saturate_cast(tf.round(images), dtype)
    return tf.cast(images, dtype)


def check_any(images) -> None:
    """Raises for images without pixels: nothing can be seen of them.

    Args:
        images: `(batch, height, width, channels)`.
    Raises:
        ValueError: If height, width or channels are known to be 0.
    """
    if 0 in images.shape[1:].as_list():
        raise ValueError(
            "Images have no pixels. Expected height, width and channels of at "
            f"least 1. Received: shape={tuple(images.shape)}."
        )
