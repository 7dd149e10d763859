"""Strings and whole numbers as layers take them: checked, mapped, hashed."""

import tensorflow as tf

from keras.engine.symbols import before_cast


def as_tensor(inputs):
    """Returns a tensor: what it is, or a list or an array as one.

    Args:
        inputs: A dense, ragged or sparse tensor, a list or an array.
    """
    kinds = (tf.Tensor, tf.RaggedTensor, tf.SparseTensor)
    if isinstance(inputs, kinds):
        return before_cast.of(inputs)
    return tf.convert_to_tensor(inputs)


def as_tokens(layer, inputs):
    """Returns strings or whole numbers as a tensor.

    Args:
        layer: Names itself in the message.
        inputs: As of `as_tensor`.
    Raises:
        TypeError: If it's something else.
    """
    inputs = as_tensor(inputs)
    if inputs.dtype == tf.string or inputs.dtype.is_integer:
        return inputs
    raise TypeError(
        f"{layer._keras_who}: it takes neither fractions nor truths. Expected "
        f"strings or whole numbers. Received: dtype={inputs.dtype.name}. "
        "Convert them first: `tf.cast(x, 'int64')`."
    )


def as_indices(layer, inputs):
    """Returns whole numbers as a tensor, of floats too.

    Args:
        layer: Names itself in the message.
        inputs: As of `as_tensor`.
    Raises:
        TypeError: If it's strings.
    """
    inputs = as_tensor(inputs)
    if inputs.dtype == tf.string:
        raise TypeError(
            f"{layer._keras_who}: it takes numbers. Expected whole ones. "
            "Received: dtype=string. Look strings up first, by StringLookup."
        )
    is_index = inputs.dtype in (tf.int32, tf.int64)
    return inputs if is_index else tf.cast(inputs, tf.int64)


def map_values(function, tensor):
    """Returns a tensor of the same kind, with other values.

    Args:
        function: From a dense tensor to one of its shape.
        tensor: Dense, ragged or sparse.
    """
    if isinstance(tensor, tf.RaggedTensor):
        return tf.ragged.map_flat_values(function, tensor)
    if isinstance(tensor, tf.SparseTensor):
        return tensor.with_values(function(tensor.values))
    return function(tensor)


def hashed(texts: tf.Tensor, count: int, salt=None) -> tf.Tensor:
    """Returns a number below `count` for each string.

    Args:
        texts: Strings.
        count: How many numbers there are.
        salt: One whole number, or two, that change all of them; None for none.
    """
    if salt is None:
        return tf.strings.to_hash_bucket_fast(texts, count)
    key = [salt, salt] if isinstance(salt, int) else list(salt)
    return tf.strings.to_hash_bucket_strong(texts, count, key)


def values_of(tensor) -> tf.Tensor:
    """Returns the values of a tensor that are there, in one row.

    Args:
        tensor: Dense, ragged or sparse.
    """
    if isinstance(tensor, tf.RaggedTensor):
        tensor = tensor.flat_values
    if isinstance(tensor, tf.SparseTensor):
        return tensor.values
    return tf.reshape(tensor, (-1,))
