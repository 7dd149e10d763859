"""The vocabulary of a lookup layer as one of its weights' values.

Methods of `IndexLookup`, which binds them under names of its own.
"""

import numpy as np

from keras.layers.preprocessing import lookup_arguments


@property
def are_among_weights(layer) -> bool:
    """Whether the vocabulary is among the weights' values.

    The constructor's isn't, as in Keras 2: the config has it.
    """
    return layer.vocabulary is None


def get(layer) -> np.ndarray:
    """Returns the tokens by their indices, without special ones."""
    dtype = layer._TOKEN_DTYPE.as_numpy_dtype
    return np.array(layer._known.keys(), dtype)


def check(layer, tokens) -> None:
    """Raises where tokens don't do.

    Args:
        tokens: What `get` returned for a layer like this.
    Raises:
        ValueError: If one stands there twice, or there are too many.
        RuntimeError: If shapes that hang on their number are in use.
    """
    keys = _keys(layer, tokens)
    if keys:
        layer._check(keys)


def take(layer, tokens) -> None:
    """Takes tokens in place of those there were.

    Args:
        tokens: What `check` had nothing against.
    """
    keys = _keys(layer, tokens)
    if keys != layer._known.keys():
        layer._fill(keys, None)


def _keys(layer, tokens) -> list:
    return layer._keys_of(lookup_arguments.listed(layer._keras_who, tokens))
