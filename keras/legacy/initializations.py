"""Keras 1's `keras.initializations`: functions that make variables.

Layers of that time call them themselves, `self.init(shape, name=...)`.
"""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras import backend, initializers
from keras.engine import kinds


def _making(make: Any) -> Callable:
    """Returns a function of Keras 1 for an initializer of today."""

    def initialization(
        shape: kinds.Shapes, name: str | None = None, dim_ordering: str = ""
    ) -> tf.Variable:
        """Makes a variable.

        Args:
            shape: Its shape.
            name: Its name.
            dim_ordering: Has no effect: the channels stand last.
        """
        return backend.variable(make(shape), name=name)

    return initialization


def get(identifier: Any, **kwargs) -> Callable:
    """Returns a function that makes variables.

    Args:
        identifier: A name, or such a function, which is returned.
        **kwargs: What the initializer of that name takes.
    Raises:
        ValueError: If there is no such initializer.
    """
    if callable(identifier) and not isinstance(
        identifier, (initializers.Initializer, type)
    ):
        return identifier
    if kwargs:
        config = {"class_name": identifier, "config": kwargs}
        return _making(initializers.get(config))
    return _making(initializers.get(identifier))


def uniform(
    shape: kinds.Shapes,
    scale: float = 0.05,
    name: str | None = None,
    dim_ordering: str = "",
) -> tf.Variable:
    """Makes a variable of numbers between -scale and scale.

    Args:
        shape: Its shape.
        scale: The largest number.
        name: Its name.
        dim_ordering: Has no effect.
    """
    make = initializers.RandomUniform(-scale, scale)
    return _making(make)(shape, name)


def normal(
    shape: kinds.Shapes,
    scale: float = 0.05,
    name: str | None = None,
    dim_ordering: str = "",
) -> tf.Variable:
    """Makes a variable of normal numbers around 0.

    Args:
        shape: Its shape.
        scale: Their standard deviation.
        name: Its name.
        dim_ordering: Has no effect.
    """
    return _making(initializers.RandomNormal(0.0, scale))(shape, name)


glorot_normal = _making(initializers.get("glorot_normal"))
glorot_uniform = _making(initializers.get("glorot_uniform"))
he_normal = _making(initializers.get("he_normal"))
he_uniform = _making(initializers.get("he_uniform"))
identity = _making(initializers.get("identity"))
lecun_uniform = _making(initializers.get("lecun_uniform"))
one = _making(initializers.get("ones"))
orthogonal = _making(initializers.get("orthogonal"))
zero = _making(initializers.get("zeros"))
