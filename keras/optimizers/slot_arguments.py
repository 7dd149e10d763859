"""What an optimizer's variable is made of, as Keras 2 or Keras 3 says it."""

import functools
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras import initializers


def is_type(value) -> bool:
    """Tells whether a value, or None, is a type and not an initializer."""
    if _is_value(value):
        return False
    try:
        return value is None or bool(tf.as_dtype(value))
    except TypeError:
        return False


def maker(initializer) -> Callable:
    """Returns the callable of shape and dtype that an initializer stands for.

    Args:
        initializer: A name, a config, an initializer or another callable; a
            tensor or an array is the value.
    """
    if _is_value(initializer):
        return functools.partial(_of_shape, initializer)
    # Both are asked for by every rule, and nothing else is.
    plain = {"zeros": tf.zeros, "ones": tf.ones}
    if isinstance(initializer, str) and initializer in plain:
        return plain[initializer]
    return initializers.get(initializer)


def _is_value(initializer) -> bool:
    return isinstance(initializer, (tf.Tensor, tf.Variable, np.ndarray))


def _of_shape(value, shape, dtype=None) -> tf.Tensor:
    if tuple(value.shape) != tuple(shape):
        raise ValueError(
            "A variable of an optimizer can't be made of this value. Expected "
            f"shape={tuple(shape)}. Received: an initializer of "
            f"shape={tuple(value.shape)}."
        )
    return tf.cast(value, dtype)


def aggregation(name: str | None, layout: None) -> tf.VariableAggregation:
    """Returns how replicas' values make one.

    Args:
        name: Its name in Keras 3, or None.
        layout: Keras 3's, must be None.
    Raises:
        ValueError: If the name is unknown, or there is a layout.
    """
    known = {one.name.lower(): one for one in tf.VariableAggregation}
    found = known.get((name or "none").lower())
    if found is None or layout is not None:
        raise ValueError(
            "add_variable: a variable of an optimizer can't be made so. "
            f"Expected an aggregation of {sorted(known)} and no layout. "
            f"Received: aggregation={name!r}, layout={layout!r}."
        )
    return found


def in_either_form(add: Callable) -> Callable:
    """Wraps the base's `add_variable_from_reference`.

    Keras 3 names its arguments otherwise, and has an initializer where Keras 2
    has the shape.
    """

    @functools.wraps(add)
    def add_in_either_form(
        self,
        model_variable=None,
        variable_name=None,
        shape=None,
        initial_value=None,
        *,
        reference_variable=None,
        name=None,
        initializer=None,
    ) -> tf.Variable:
        if model_variable is None:
            model_variable = reference_variable
        variable_name = name if variable_name is None else variable_name
        if isinstance(shape, str) or callable(shape):
            shape, initializer = None, shape
        is_zeros = isinstance(initializer, str) and initializer == "zeros"
        if initializer is not None and not is_zeros:
            sizes = model_variable.shape if shape is None else shape
            dtype = model_variable.dtype
            initial_value = maker(initializer)(tuple(sizes), dtype=dtype)
        return add(
            self, model_variable, variable_name or "slot", shape, initial_value
        )

    return add_in_either_form


def in_either_order(add: Callable) -> Callable:
    """Wraps the base's `add_variable`.

    Keras 3 has the initializer before the type, and the aggregation and the
    layout before the name.
    """

    @functools.wraps(add)
    def add_in_either_order(
        self, shape, dtype=None, initializer="zeros", *behind, **named
    ) -> tf.Variable:
        names = ("name",)
        if not is_type(dtype):
            names = ("aggregation", "layout", "name")
        if len(behind) > len(names):
            raise TypeError(
                "add_variable: too many arguments by position. Expected at "
                f"most {', '.join(names)} behind the type and the initializer. "
                f"Received: {behind}."
            )
        given = dict(zip(names, behind))
        return add(self, shape, dtype, initializer, **given, **named)

    return add_in_either_order
