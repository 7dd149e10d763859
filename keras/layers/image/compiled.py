"""Functions on batches of images that XLA compiles where that pays.

A function that XLA compiles goes over the pixels once, where TensorFlow's
operations go over them once each: 64 x 224 x 224 x 3 bytes are mirrored in a
sixth of the time, and turned in a third.
"""

import functools
from collections.abc import Callable

import tensorflow as tf

# Fewer images don't make up for the 0.3 s that a new size takes to compile.
_LEAST_IMAGES = 8


def pays(images) -> bool:
    """Tells whether a function on images is to be compiled.

    Not for images of a size that isn't known, or few: each new size is compiled
    anew. Eagerly, each batch may have another. Nor where there is an
    accelerator: its kernels are fast, and XLA's parts for it may not be
    installed.

    Args:
        images: `(batch, height, width, channels)`.
    """
    batch, *others = images.shape
    return (
        None not in others
        and 0 not in others
        and (batch is None or batch >= _LEAST_IMAGES)
        and not _has_accelerator()
        and not tf.executing_eagerly()
    )


@functools.cache
def _has_accelerator() -> bool:
    kinds = ("GPU", "TPU")
    return any(tf.config.list_physical_devices(kind) for kind in kinds)


def alone(function: Callable, resizes: bool = False) -> Callable:
    """Returns a function compiled by XLA, for each size that it is called on.

    Args:
        function: Takes images, and returns some of their shape. Its other
            arguments are tensors, or plain values that are as if they were
            written in it.
        resizes: True for a function that returns images of another size.
    """
    compiled = tf.function(
        function, jit_compile=True, autograph=False, reduce_retracing=True
    )

    @functools.wraps(function)
    def called(images, *args):
        found = compiled(images, *args)
        if resizes:
            return found
        # A trace serves many sizes, and so doesn't say which it is.
        return tf.ensure_shape(found, images.shape)

    return called


def where_it_pays(function: Callable, resizes: bool = False) -> Callable:
    """Returns a function that is compiled for those images for which it pays.

    A decorator.

    Args:
        function, resizes: As of `alone`.
    """
    compiled = alone(function, resizes)

    @functools.wraps(function)
    def either(images, *args):
        return (compiled if pays(images) else function)(images, *args)

    return either
