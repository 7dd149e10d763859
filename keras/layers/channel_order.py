"""Where the channels stand: kernels of CPUs want them last."""

import functools
from collections.abc import Callable

import tensorflow as tf


@functools.cache
def only_cpus() -> bool:
    """Tells whether TensorFlow computes on nothing but CPUs.

    Their kernels have no channels first for most types and gradients, no
    groups for some, and no pools of volumes in float16.
    """
    devices = tf.config.list_logical_devices()
    return all(device.device_type in _CPUS for device in devices)


_CPUS = ("CPU", "XLA_CPU")


def with_channels_last(
    compute: Callable, inputs, data_format: str, ndim: int
) -> tf.Tensor:
    """Computes on channels that stand last where there are only CPUs.

    Args:
        compute: Takes a tensor and 'channels_last' or 'channels_first', and
            returns one of the same number of axes.
        inputs: A tensor of batch axes, and of channels and spatial axes.
        data_format: Where the channels are in it, and in what comes out.
        ndim: Number of spatial axes.
    """
    if data_format == "channels_last" or not only_cpus():
        return compute(inputs, data_format)
    rank = inputs.shape.rank
    batch = tuple(range(rank - ndim - 1))
    first, space = rank - ndim - 1, tuple(range(rank - ndim, rank))
    last = tf.transpose(inputs, (*batch, *space, first))
    outputs = compute(last, "channels_last")
    space = tuple(axis - 1 for axis in space)
    return tf.transpose(outputs, (*batch, rank - 1, *space))
