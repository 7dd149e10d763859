"""Data in batches of a kind and a size that are quick to learn from."""

from collections import abc

import tensorflow as tf

from keras.engine.data import array_inputs

# Tokens that are counted together.
_TOKENS = 2**16


def is_of_tensors(data, steps: int | None) -> bool:
    """Tells whether data is a data set of single tensors, with an end.

    Args:
        data: What `adapt` was given.
        steps: Elements to take; None for all.
    """
    if not isinstance(data, tf.data.Dataset):
        return False
    kinds = (tf.TensorSpec, tf.RaggedTensorSpec, tf.SparseTensorSpec)
    is_endless = data.cardinality() == tf.data.INFINITE_CARDINALITY
    return isinstance(data.element_spec, kinds) and not (
        is_endless and steps is None
    )


def taken(data: tf.data.Dataset, steps: int | None) -> tf.data.Dataset:
    """Returns the first elements of a data set.

    Args:
        data: A data set.
        steps: How many. None: all.
    """
    return data if steps is None else data.take(steps)


def with_batches(data: tf.data.Dataset, size: int) -> tf.data.Dataset:
    """Returns a data set of batches, of single elements such as strings too.

    Args:
        data: One of tensors.
        size: How many single elements are in a batch.
    """
    return data.batch(size) if data.element_spec.shape.rank == 0 else data


def quickly_counted(data, steps: int | None) -> tuple:
    """Returns data in larger batches where its rows don't count, and steps.

    Args:
        data: What `adapt` was given.
        steps: Elements to take; None for all.
    """
    if not is_of_tensors(data, steps):
        return data, steps
    return flattened(taken(data, steps)), None


def flattened(data: tf.data.Dataset) -> tf.data.Dataset:
    """Returns a data set of many tokens an element, which counts faster."""

    def flat(tokens):
        if isinstance(tokens, tf.SparseTensor):
            return tokens.values
        if isinstance(tokens, tf.RaggedTensor):
            tokens = tokens.flat_values
        return tf.reshape(tokens, (-1,))

    if data.element_spec.shape.rank == 0:
        return data.batch(_TOKENS)
    is_flat = data.element_spec.shape.rank == 1
    return (data if is_flat else data.map(flat)).rebatch(_TOKENS)


def of_arrays(data):
    """Returns data whose batches are arrays, where a generator makes lists.

    To a model a list is several parts; here there are inputs alone.

    Args:
        data: What `adapt` was given.
    """
    if isinstance(data, abc.Iterator) and not isinstance(
        data, tf.data.Iterator
    ):
        return map(_array_of, data)
    return data


def _array_of(batch):
    is_list = isinstance(batch, list)
    return array_inputs.to_arrays(batch, "x") if is_list else batch
