"""Gamma and beta: what a normalised feature is scaled and shifted by."""

import tensorflow as tf

from keras.engine.layer import layer as layer_module
from keras.layers import weight_options


def take(
    layer: layer_module.Layer,
    center: bool,
    scale: bool,
    beta: tuple,
    gamma: tuple,
) -> None:
    """Keeps what a constructor was given for gamma and beta.

    Args:
        layer: Gets the attributes `center`, `scale`, `gamma_initializer`, ….
        center: Whether there is a beta.
        scale: Whether there is a gamma.
        beta, gamma: Initializer, regularizer and constraint of each.
    """
    layer.center, layer.scale = center, scale
    weight_options.take(layer, "gamma", *gamma)
    weight_options.take(layer, "beta", *beta)


def add(
    layer: layer_module.Layer,
    shape: tuple[int, ...],
    dtype: str | None = None,
    scale: bool | None = None,
    center: bool | None = None,
) -> None:
    """Creates the variables, `layer.gamma` first, then `layer.beta`.

    One that isn't wanted is None. They are read in the type that they have:
    16 bits are too few to compute with.

    Args:
        layer: Their owner.
        shape: Their sizes.
        dtype: Their type. Default: the layer's.
        scale, center: Whether they are wanted. Default: what `take` kept.
    """
    wanted = {
        "gamma": layer.scale if scale is None else scale,
        "beta": layer.center if center is None else center,
    }
    for name, is_wanted in wanted.items():
        variable = None
        if is_wanted:
            variable = weight_options.add(
                layer, name, shape, dtype=dtype, autocast=False
            )
        setattr(layer, name, variable)


def apply(
    x: tf.Tensor, gamma: tf.Tensor | None, beta: tf.Tensor | None
) -> tf.Tensor:
    """Returns gamma * x + beta, without what is None.

    Args:
        x: Float tensor.
        gamma, beta: What broadcasts to it, cast to its type.
    """
    if gamma is not None:
        x = x * tf.cast(gamma, x.dtype)
    if beta is not None:
        x = x + tf.cast(beta, x.dtype)
    return x
