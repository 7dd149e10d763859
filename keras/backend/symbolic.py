"""Symbolic tensors, as the ground floor knows them: by their base."""

import tensorflow as tf

from keras.engine import kinds


class Symbolic:
    """Base of tensors that have a type and no value yet."""


def is_keras_tensor(x: kinds.Tensors) -> bool:
    """Tells whether a tensor is symbolic: of `keras.Input`, or made of one.

    Args:
        x: A symbolic or concrete tensor, or a variable.
            `keras.utils.is_keras_tensor` takes anything.
    Raises:
        ValueError: If `x` is none of these, such as an array or a list.
    Example:
        >>> keras.backend.is_keras_tensor(keras.Input((2,)))
        True
        >>> keras.backend.is_keras_tensor(tf.ones(2))
        False
    """
    if isinstance(x, Symbolic):
        return True
    if tf.is_tensor(x) or isinstance(x, tf.Variable):
        return False
    raise ValueError(
        "is_keras_tensor: only a tensor is symbolic or not. Expected a tensor "
        f"or a variable. Received: x of type {type(x).__name__}. Of any value, "
        "`keras.utils.is_keras_tensor` tells it."
    )


_tensor_like: set[type] = set()


def take_for_tensors(kind: type) -> None:
    """Has a user's class stand for the tensor that its objects become.

    A layer may return one: what is recorded is a tensor of its `shape` and
    `dtype`, and who computes, such as a loss, gets the object.

    Args:
        kind: The class: `tf.convert_to_tensor` takes its objects.
    """
    _tensor_like.add(kind)


def stands_for_tensor(value: object) -> bool:
    """Tells whether a value is of a class that was taken for tensors."""
    return type(value) in _tensor_like
