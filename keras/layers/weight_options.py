"""Initializer, regularizer and constraint of a weight, taken and handed on.

A layer takes them in its constructor as `kernel_initializer`,
`kernel_regularizer` and `kernel_constraint`, keeps them in attributes of these
names, and creates the weight with what the attributes say then.
"""

import tensorflow as tf

from keras import constraints, initializers, regularizers
from keras.engine.layer import layer as layer_module
from keras.layers import arguments


def take(
    layer: layer_module.Layer,
    of: str,
    initializer,
    regularizer=None,
    constraint=None,
) -> None:
    """Keeps what a constructor was given for a weight.

    Args:
        layer: Gets the attributes `<of>_initializer`, `<of>_regularizer` and
            `<of>_constraint`.
        of: What the arguments' names start with, such as 'kernel'.
        initializer, regularizer, constraint: Objects, names, or configs.
    """
    for kind, namespace, given in (
        ("initializer", initializers, initializer),
        ("regularizer", regularizers, regularizer),
        ("constraint", constraints, constraint),
    ):
        name = f"{of}_{kind}"
        if given is not None:
            where = layer._keras_who
            given = arguments.named(where, name, namespace, given)
        setattr(layer, name, given)


def add(
    layer: layer_module.Layer,
    name: str,
    shape,
    of: str | None = None,
    fan_axes: tuple[list[int], list[int]] | None = None,
    **more,
) -> tf.Variable:
    """Creates a weight with the options that `take` kept.

    Args:
        layer: Its owner.
        name: Name of the variable.
        shape: Its sizes.
        of: What the attributes' names start with. Default: `name`.
        fan_axes: The axes that count as inputs, and those that count as
            outputs, for initializers that scale with their sizes. Default:
            the last two, as in a kernel.
        **more: Of `add_weight`, such as `dtype`.
    """
    of = of or name
    initializer = getattr(layer, f"{of}_initializer")
    if fan_axes and isinstance(initializer, initializers.VarianceScaling):
        initializer = initializer.over(*fan_axes)
    return layer.add_weight(
        name,
        shape=shape,
        initializer=initializer,
        regularizer=getattr(layer, f"{of}_regularizer"),
        constraint=getattr(layer, f"{of}_constraint"),
        **more,
    )
