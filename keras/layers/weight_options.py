"""Initializer, regularizer and constraint of a weight, taken and handed on.

A layer takes them in its constructor as `kernel_initializer`,
`kernel_regularizer` and `kernel_constraint`, keeps them in attributes of these
names, and creates the weight with what the attributes say then. An activation
that is named is found likewise.
"""

from typing import Any

import tensorflow as tf

from keras import constraints, initializers, regularizers
from keras.engine.layer import layer as layer_module


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
            # Not by `named`: two calls fewer in every layer.
            try:
                given = namespace.get(given)
            except (TypeError, ValueError) as error:
                raise _told(layer, name, error) from error
        setattr(layer, name, given)


def named(layer: layer_module.Layer, name: str, namespace: Any, value) -> Any:
    """Returns the object that an argument names, or None for none.

    Args:
        layer: Whose argument it is.
        name: The argument's name.
        namespace: A module with `get`, such as `keras.activations`.
        value: A name, a config, or the object itself.
    Raises:
        ValueError: If nobody knows the name.
        TypeError: If it is nothing of these.
    """
    try:
        return namespace.get(value)
    except (TypeError, ValueError) as error:
        raise _told(layer, name, error) from error


def _told(layer, name: str, error: Exception) -> Exception:
    kind = TypeError if isinstance(error, TypeError) else ValueError
    return kind(f"{layer._keras_who}: {name}: {error}")


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
