"""The types that pixels come in, are computed in and go out in."""

import tensorflow as tf


def as_floats(images) -> tf.Tensor:
    """Returns images to compute with: in float32, or float64 if they are.

    Args:
        images: Tensor of any real type: 16 bits are too few to add up pixels.
    """
    if images.dtype in (tf.float32, tf.float64):
        return images
    return tf.cast(images, tf.float32)


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
