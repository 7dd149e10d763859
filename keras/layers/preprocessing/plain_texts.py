"""Python's and NumPy's texts, counted before they become a tensor.

Python keeps a text's hash, so that its own texts are counted in a third of the
time that a tensor's strings take.
"""

import collections
import itertools

import numpy as np
import tensorflow as tf

from keras.engine.layer import building


def are_learned(layer, data) -> bool:
    """Teaches a layer texts; tells whether it did.

    Args:
        layer: An `IndexLookup`.
        data: What its `adapt` was given.
    Returns: False where the layer learns more of data, or in another way.
    """
    if (
        layer._TOKEN_DTYPE != tf.string
        or layer.output_mode == "tf_idf"
        or layer._learns_its_own_way()
    ):
        return False
    counts = counted(data)
    if counts is None:
        return False
    if not layer.built:
        a_row = np.shape(data[:1])[1:]
        building.build_inner(layer, tf.TensorShape((None, *a_row)))
    layer._learn(lambda: layer._counts.add_tokens(counts))
    return True


def counted(data) -> collections.Counter | None:
    """Returns how often each text stands in data, as UTF-8.

    Args:
        data: What `adapt` was given.
    Returns: None where it isn't a list or an array of texts alone, with as
        many in each row: others are to look at it.
    Example:
        >>> from keras.layers.preprocessing import plain_texts
        >>> plain_texts.counted(["é", "b", "é"])
        Counter({b'\\xc3\\xa9': 2, b'b': 1})
    """
    try:
        found = collections.Counter(_texts(data))
        counts = collections.Counter()
        for text, count in found.items():
            key = text if isinstance(text, bytes) else text.encode()
            counts[bytes(key)] += count
    except (AttributeError, TypeError, UnicodeEncodeError):
        # Of nested lists, numbers and halves of characters.
        return None
    return counts or None


def _texts(data) -> list:
    if isinstance(data, np.ndarray) and data.dtype.kind in "USO":
        return data.ravel().tolist() if data.ndim else []
    if not isinstance(data, (list, tuple)) or not data:
        return []
    if not isinstance(data[0], (list, tuple)):
        return data
    if len(set(map(len, data))) > 1:
        return []
    return list(itertools.chain.from_iterable(data))
