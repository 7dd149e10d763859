"""Batch renormalization: training that normalises about as inference will.

    y = gamma * (r * x^ + d) + beta
    r = clip(sigma_batch / sigma), d = clip((mean_batch - mean) / sigma)

with x^ normalised by the batch. Without clipping this is x normalised by the
averages, with gradients through the batch's statistics. sigma is
sqrt(variance + epsilon); its averages are followed in place of those of the
variance.

Source: Ioffe 2017, arXiv:1702.03275, algorithm 1.
"""

import tensorflow as tf

from keras import initializers
from keras.engine.layer import layer as layer_module
from keras.layers import arguments

_BOUNDS = ("rmin", "rmax", "dmax")


def checked_clipping(where: str, clipping: dict | None) -> dict:
    """Returns the bounds of r and d.

    Args:
        where: The layer as a message calls it.
        clipping: Some of 'rmin', 'rmax' and 'dmax'; None is none of them.
    Raises:
        ValueError: If there are others, or they contradict each other.
    """
    given = dict(clipping or {})
    for name in given.keys() & set(_BOUNDS):
        arguments.number_from(
            where, f"renorm_clipping[{name!r}]", given[name], 0
        )
    lowest, highest = given.get("rmin", 0), given.get("rmax", float("inf"))
    if given.keys() - set(_BOUNDS) or lowest > highest:
        raise ValueError(
            f"{where}: these don't bound r and d. Expected some of 'rmin', "
            "'rmax' and 'dmax', rmin at most rmax. Received: "
            f"renorm_clipping={clipping!r}."
        )
    return given


class _RootOf(initializers.Initializer):
    """The square roots of what another initializer gives."""

    def __init__(self, initializer) -> None:
        self.initializer = initializer

    def __call__(self, shape, dtype=None, **kwargs):
        return tf.sqrt(self.initializer(shape, dtype=dtype, **kwargs))


def create(layer: layer_module.Layer, add_average) -> None:
    """Creates the averages that only renormalization has.

    Args:
        layer: A `BatchNormalization`.
        add_average: Creates one of a name and an initializer.
    """
    mean = layer.moving_mean_initializer
    root = _RootOf(layer.moving_variance_initializer)
    layer.moving_stddev = add_average("moving_stddev", root)
    layer.renorm_mean = add_average("renorm_mean", mean)
    layer.renorm_stddev = add_average("renorm_stddev", root)


def correction(
    layer: layer_module.Layer, mean: tf.Tensor, variance: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns r and d, which no gradient passes.

    Args:
        layer: A `BatchNormalization` with these averages.
        mean, variance: Of the batch, in the averages' shape.
    """
    sigma = tf.maximum(
        tf.convert_to_tensor(layer.renorm_stddev), layer.epsilon**0.5
    )
    r = tf.sqrt(variance + layer.epsilon) / sigma
    d = (mean - layer.renorm_mean) / sigma
    bounds = layer.renorm_clipping
    r = tf.clip_by_value(
        r, bounds.get("rmin", 0.0), bounds.get("rmax", r.dtype.max)
    )
    if "dmax" in bounds:
        d = tf.clip_by_value(d, -bounds["dmax"], bounds["dmax"])
    return tf.stop_gradient(r), tf.stop_gradient(d)


def follow(
    layer: layer_module.Layer,
    mean: tf.Tensor,
    variance: tf.Tensor,
    some: tf.Tensor | bool,
) -> None:
    """Moves all averages towards the batch's.

    Args:
        layer: A `BatchNormalization` with these averages.
        mean, variance: Of the batch, in the averages' shape.
        some: What of them something counted for; the others stay.
    """
    sigma = tf.sqrt(variance + layer.epsilon)
    for average, value, momentum in (
        (layer.renorm_mean, mean, layer.renorm_momentum),
        (layer.renorm_stddev, sigma, layer.renorm_momentum),
        (layer.moving_mean, mean, layer.momentum),
        (layer.moving_stddev, sigma, layer.momentum),
    ):
        moved = average + (value - average) * (1.0 - momentum)
        average.assign(tf.where(some, moved, average))
    square = tf.square(tf.convert_to_tensor(layer.moving_stddev))
    variance = tf.maximum(square - layer.epsilon, 0)
    layer.moving_variance.assign(
        tf.where(some, variance, layer.moving_variance)
    )
