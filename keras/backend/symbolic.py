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
