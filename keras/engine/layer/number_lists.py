"""Python's lists of numbers or strings as inputs of a layer.

`layer([[1.0, 2.0]])` is a nest of two scalars to Keras 2, which its operations
make one tensor of later on, or don't. One of ours that takes a tensor and no
nest is given that tensor; a user's layer gets the nest.
"""

import numpy as np
import tensorflow as tf

from keras.backend import user_code

_PLAIN = (bool, int, float, str, bytes, np.generic)


def joined(layer, inputs):
    """Returns a list as the tensor that a layer takes it for; else the list.

    Args:
        layer: The layer.
        inputs: A list or a tuple.
    Raises:
        ValueError: If rows have different lengths.
    """
    if layer._keras_takes_nests or user_code.is_users(type(layer).call):
        return inputs
    leaves = tf.nest.flatten(inputs)
    if not all(isinstance(leaf, _PLAIN) for leaf in leaves):
        return inputs
    try:
        return tf.convert_to_tensor(inputs)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{layer._keras_who}: a nest of Python's values is no tensor. "
            "Expected rows of one length, and one type. Received: "
            f"inputs={str(inputs)[:100]}. Rows of several lengths are a tensor "
            "by `tf.ragged.constant(inputs)`."
        ) from error


def has_scalars(inputs) -> bool:
    """Tells whether a list has numbers in it, which no layer takes.

    Args:
        inputs: A layer's, of whose numbers tensors were made.
    """
    if not isinstance(inputs, (list, tuple)):
        return False
    leaves = tf.nest.flatten(inputs)
    return any(tf.is_tensor(leaf) and leaf.shape.rank == 0 for leaf in leaves)


def no_batch(layer, inputs) -> ValueError:
    """Returns the error of a layer that was given numbers one by one."""
    count = len(tf.nest.flatten(inputs))
    return ValueError(
        f"{layer._keras_who}: numbers in a list are an input each. Expected "
        "tensors or arrays, which have an axis of the batch. Received: a list "
        f"of {len(inputs)} with {count} inputs, some without axes. Make "
        "tensors of it: `tf.constant(numbers)`."
    )
