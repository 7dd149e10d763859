"""Pools of volumes in float64, of which TensorFlow has none."""

from collections.abc import Callable

import tensorflow as tf


def pool_by_planes(
    pool: Callable, inputs, ksize, strides, padding: str
) -> tf.Tensor:
    """Pools rows and columns first, depth then: the largest and the mean allow.

    Args:
        pool: TensorFlow's function of images.
        inputs: Tensor `(batch, depth, rows, columns, channels)`.
        ksize, strides: Three ints each.
        padding: 'SAME' or 'VALID'.
    """
    known, full = inputs.shape.as_list(), tf.shape(inputs)
    depth, channels = full[1], full[-1]
    planes = tf.reshape(inputs, (-1, *known_or(known, full)[2:]))
    planes = pool(planes, ksize[1:], strides[1:], padding, "NHWC")
    _, rows, columns, _ = sizes = known_or(
        planes.shape.as_list(), tf.shape(planes)
    )
    lines = tf.reshape(planes, (-1, depth, rows * columns, channels))
    lines = pool(lines, (ksize[0], 1), (strides[0], 1), padding, "NHWC")
    outputs = tf.reshape(lines, (full[0], tf.shape(lines)[1], *sizes[1:]))
    return tf.ensure_shape(
        outputs, (known[0], lines.shape[1], *planes.shape[1:])
    )


def known_or(known: list, full) -> list:
    """Returns sizes: ints where they are known, scalar tensors elsewhere.

    Args:
        known: Ints and Nones.
        full: Tensor of them all.
    """
    return [full[i] if size is None else size for i, size in enumerate(known)]
