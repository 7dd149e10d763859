"""A table of keys and how often each was seen, in two variables.

What is free holds a padding: 'unk' where keys are texts, else -1.
"""

import tensorflow as tf


class KeyCounts:
    """The most frequent keys, as far as there is room.

    Args:
        keys, counts: Variables of one length, padded where they are free.
    """

    def __init__(self, keys: tf.Variable, counts: tf.Variable) -> None:
        self._keys, self._counts = keys, counts

    def note(self, seen: tf.Tensor) -> None:
        """Counts each of some keys once more.

        Where there is no room for new ones, the least frequent of the old go,
        the first of those first.

        Args:
            seen: Keys, each once.
        """
        size = self._keys.shape[0]
        used = self._keys != padding(self._keys.dtype)
        keys = tf.boolean_mask(self._keys, used)
        counts = tf.boolean_mask(self._counts, used)
        new = tf.sets.difference([seen], [keys]).values
        known = tf.shape(keys)[0]
        excess = tf.clip_by_value(known - size + tf.shape(new)[0], 0, known)
        keys, counts = _without_rarest(keys, counts, excess)
        there = positions(keys, seen) < tf.shape(seen, tf.int64)[0]
        counts = counts + tf.cast(there, counts.dtype)
        self._keys.assign(padded(tf.concat([keys, new], 0), size))
        ones = tf.ones_like(new, counts.dtype)
        self._counts.assign(padded(tf.concat([counts, ones], 0), size))


def most_frequent(keys, counts, most: int) -> tf.Tensor:
    """Returns keys by their counts, the largest first.

    Args:
        keys, counts: Tensors of one length.
        most: How many to return, if there are so many.
    """
    _, places = tf.nn.top_k(counts, tf.minimum(most, tf.shape(keys)[0]))
    return tf.gather(keys, places)


def positions(values, among) -> tf.Tensor:
    """Returns where values stand first in a list; its length where nowhere.

    Args:
        values, among: Tensors with one axis, of one type.
    """
    length = tf.shape(among)[0]
    _, ids = tf.unique(tf.concat([among, values], 0))
    listed, asked = ids[:length], ids[length:]
    known = tf.reduce_max(tf.concat([[-1], listed], 0)) + 1
    first = tf.math.unsorted_segment_min(tf.range(length), listed, known)
    # One more place, for those that are nowhere.
    first = tf.concat([first, [length]], 0)
    return tf.cast(tf.gather(first, tf.minimum(asked, known)), tf.int64)


def padding(dtype: tf.DType) -> str | int:
    """Returns what stands where there is no key.

    Args:
        dtype: Type of the keys, or of their counts.
    """
    return "unk" if dtype == tf.string else -1


def padded(values, size: int) -> tf.Tensor:
    """Returns the first `size` values, padded if there are fewer.

    Args:
        values: Tensor with one axis.
        size: Length of what is returned.
    """
    free = tf.maximum(size - tf.shape(values)[0], 0)
    whole = tf.pad(values, [[0, free]], constant_values=padding(values.dtype))
    return tf.ensure_shape(whole[:size], (size,))


def _without_rarest(keys, counts, number):
    _, rarest = tf.nn.top_k(-counts, number)
    kept = tf.tensor_scatter_nd_update(
        tf.ones_like(counts, tf.bool),
        rarest[:, tf.newaxis],
        tf.zeros_like(rarest, tf.bool),
    )
    return tf.boolean_mask(keys, kept), tf.boolean_mask(counts, kept)
