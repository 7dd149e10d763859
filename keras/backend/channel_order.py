"""Where images have their channels: last, first, or as is usual."""

from collections.abc import Callable

import tensorflow as tf

from keras.backend import config

LAST, FIRST = "channels_last", "channels_first"


def named(data_format: str | None) -> str:
    """Returns the order that is meant; None is `image_data_format()`'s."""
    data_format = data_format or config.image_data_format()
    if data_format not in (LAST, FIRST):
        raise ValueError(
            f"Unknown data format. Expected {LAST!r} or {FIRST!r}. "
            f"Received: data_format={data_format!r}."
        )
    return data_format


def with_last(x, data_format: str | None, compute: Callable):
    """Computes on images with channels last, whatever they have."""
    if named(data_format) == LAST:
        return compute(x)
    ndim = len(x.shape)
    found = compute(tf.transpose(x, [0, *range(2, ndim), 1]))
    return tf.transpose(found, [0, ndim - 1, *range(1, ndim - 1)])
