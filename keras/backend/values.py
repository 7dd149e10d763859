"""The values of variables, under the names that Keras 2 code has for them."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import symbolic
from keras.engine import kinds


def get_value(x: kinds.Tensors) -> Any:
    """Returns the value of a variable or tensor; of anything else, itself.

    Args:
        x: A variable or tensor. While a graph is traced, a variable has the
            value of then.
    Raises:
        TypeError: If it has no value: it's symbolic, or of a graph.
    Example:
        >>> keras.backend.get_value(keras.optimizers.SGD(0.5).learning_rate)
        np.float32(0.5)
    """
    if not tf.is_tensor(x) and not isinstance(x, symbolic.Symbolic):
        return x
    try:
        return _value_now(x)
    except (AttributeError, NotImplementedError, TypeError) as error:
        raise TypeError(
            "get_value: there is no value before something is computed. "
            "Expected a variable, or an eager tensor. Received: "
            f"{type(x).__name__}."
        ) from error


def as_number(value: Any) -> Any:
    """Returns the number in an array or eager tensor of no axes.

    Args:
        value: Anything. What is no such array is returned as it is; a variable
            too, since it may change.
    Example:
        >>> from keras.backend import values
        >>> values.as_number(tf.constant(2.0)), values.as_number("same")
        (2.0, 'same')
    """
    if isinstance(value, (tf.Tensor, np.ndarray)) and value.shape == ():
        try:
            return np.asarray(get_value(value)).item()
        except TypeError:  # a graph's
            return value
    return value


def _value_now(x) -> np.ndarray | np.generic:
    if tf.executing_eagerly():
        return x.numpy()
    with tf.init_scope():
        if isinstance(x, tf.Variable) and not x.is_initialized():
            raise TypeError(f"{x.name} is made when the graph runs.")
        return x.numpy()


def set_value(x: tf.Variable, value: kinds.Tensors) -> None:
    """Sets a variable.

    Args:
        x: A variable, such as `optimizer.learning_rate`.
        value: A number or array of the variable's shape; it's cast to its type.
    Raises:
        TypeError: If `x` can't be set.
        ValueError: If the shapes differ.
    Example:
        >>> optimizer = keras.optimizers.SGD(0.5)
        >>> keras.backend.set_value(optimizer.learning_rate, 0.25)
        >>> float(optimizer.learning_rate)
        0.25
    """
    if not isinstance(x, tf.Variable):
        raise TypeError(
            "set_value: only a variable can be set. Expected a tf.Variable. "
            f"Received: {type(x).__name__}."
        )
    array = np.asarray(value)
    if not x.shape.is_compatible_with(array.shape):
        raise ValueError(
            f"set_value: the value doesn't fit the variable {x.name!r}. "
            f"Expected shape={tuple(x.shape)}. Received: shape={array.shape}."
        )
    x.assign(tf.cast(array, x.dtype))


def batch_get_value(tensors: Iterable) -> list:
    """Returns the values of several variables or tensors.

    Args:
        tensors: What `get_value` takes.
    Example:
        >>> keras.backend.batch_get_value([tf.constant(1), tf.constant(2)])
        [np.int32(1), np.int32(2)]
    """
    return [get_value(tensor) for tensor in tensors]


def batch_set_value(tuples: Iterable[tuple]) -> None:
    """Sets several variables.

    Args:
        tuples: `(variable, value)`, as `set_value` takes them.
    Example:
        >>> a, b = tf.Variable(0.0), tf.Variable([0.0, 0.0])
        >>> keras.backend.batch_set_value([(a, 1), (b, [2, 3])])
        >>> a.numpy(), b.numpy()
        (np.float32(1.0), array([2., 3.], dtype=float32))
    """
    for variable, value in tuples:
        set_value(variable, value)
