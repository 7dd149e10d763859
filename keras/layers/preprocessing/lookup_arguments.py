"""What the arguments of a lookup allow each other."""

import numpy as np
import tensorflow as tf

from keras.layers import arguments
from keras.layers.preprocessing import index_encoding

#: What a lookup makes of indices.
MODES = ("int", *index_encoding.MODES)


def check(layer) -> None:
    """Raises where a lookup's own arguments contradict each other.

    Args:
        layer: An `IndexLookup`, with its arguments in attributes.
    Raises:
        ValueError: If they do, or one is out of range.
    """
    where, mode = layer._keras_who, layer.output_mode
    arguments.whole_number(where, "num_oov_indices", layer.num_oov_indices, 0)
    check_dtype(layer)
    if layer.max_tokens is not None:
        arguments.whole_number(where, "max_tokens", layer.max_tokens, 2)
    if layer.pad_to_max_tokens and layer.max_tokens is None:
        expected, received = "a size to pad to", "pad_to_max_tokens=True"
        raise _contradiction(where, expected, received, max_tokens=None)
    if mode != "int" and layer.invert:
        expected, received = "output_mode='int'", "invert=True"
        raise _contradiction(where, expected, received, output_mode=mode)
    if layer.invert and layer.oov_token is None:
        expected, received = "a token for unknown indices", "invert=True"
        raise _contradiction(where, expected, received, oov_token=None)


def check_dtype(layer) -> None:
    """Raises where indices wouldn't be whole numbers.

    Args:
        layer: An `IndexLookup`.
    Raises:
        ValueError: If its type is another in 'int' output.
    """
    dtype = layer.compute_dtype
    if layer.output_mode == "int" and not tf.as_dtype(dtype).is_integer:
        raise _contradiction(
            layer._keras_who,
            "a type of whole numbers",
            f"dtype={dtype!r}",
            output_mode="int",
        )


def check_weights(layer, idf_weights) -> None:
    """Raises where weights of a vocabulary are given in vain, or missing.

    Args:
        layer: An `IndexLookup`.
        idf_weights: What was given with the vocabulary.
    Raises:
        ValueError: If they aren't for 'tf_idf' output, or that has none.
    """
    where, mode = layer._keras_who, layer.output_mode
    if idf_weights is not None and mode != "tf_idf":
        expected = "output_mode='tf_idf', which weights are for"
        received = f"idf_weights={idf_weights!r}"
        raise _contradiction(where, expected, received, output_mode=mode)
    if idf_weights is None and mode == "tf_idf":
        expected = "a weight for each token of the vocabulary"
        received = "idf_weights=None"
        raise _contradiction(where, expected, received, output_mode=mode)


def listed(where: str, vocabulary) -> list:
    """Returns the tokens that a user gave, as a list.

    Args:
        where: The layer, as a message calls it.
        vocabulary: A list, an array or a tensor.
    Raises:
        RuntimeError: If it's a tensor that has no values yet.
        ValueError: If it has another number of axes than one.
    """
    if tf.is_tensor(vocabulary):
        if not hasattr(vocabulary, "numpy"):
            raise RuntimeError(
                f"{where}: the vocabulary is a tensor of a graph. Expected "
                f"values. Received: vocabulary={vocabulary!r}. Set it outside "
                "of any `tf.function`."
            )
        vocabulary = np.asarray(vocabulary.numpy())
    if isinstance(vocabulary, np.ndarray):
        if vocabulary.ndim != 1:
            raise ValueError(
                f"{where}: the vocabulary isn't in one row. Expected 1 axis. "
                f"Received: vocabulary of shape {vocabulary.shape}."
            )
        return vocabulary.tolist()
    return list(vocabulary)


def _contradiction(where: str, expected: str, received: str, **other):
    ((name, value),) = other.items()
    return ValueError(
        f"{where}: arguments contradict each other. Expected {expected}. "
        f"Received: {received} and {name}={value!r}."
    )
