"""Ragged queries, values and keys, padded: the padding is masked."""

import tensorflow as tf

from keras.engine.symbols import masking


def dense(query, value, key) -> tuple:
    """Returns the three, padded where they are ragged.

    Args:
        query: A dense or ragged tensor. What its padding gives is cut off.
        value, key: Likewise, of one length a row; the padding of a value or a
            key gets no weight.
    """
    if isinstance(query, tf.RaggedTensor):
        query = query.to_tensor()
    if key is value and isinstance(value, tf.RaggedTensor):
        value = key = _masked(value, key)
    if isinstance(value, tf.RaggedTensor):
        value = _masked(value, key)
    if isinstance(key, tf.RaggedTensor):
        key = _masked(key, value)
    return query, value, key


def like(given, outputs) -> tf.Tensor | tf.RaggedTensor:
    """Returns outputs of padded rows, cut as long as the rows were.

    Args:
        given: What may have been ragged.
        outputs: A dense tensor.
    """
    if not isinstance(given, tf.RaggedTensor):
        return outputs
    return tf.RaggedTensor.from_tensor(
        outputs, lengths=given.nested_row_lengths()
    )


def _masked(ragged: tf.RaggedTensor, partner) -> tf.Tensor:
    """Pads to the partner's length, where that is dense."""
    shape = None
    if not isinstance(partner, tf.RaggedTensor):
        steps = tf.shape(partner)[: ragged.ragged_rank + 1]
        features = ragged.bounding_shape(out_type=tf.int32)[-1:]
        shape = tf.concat([steps, features], 0)
    padded = ragged.to_tensor(shape=shape)
    counts = ragged.with_flat_values(
        tf.ones(tf.shape(ragged.flat_values)[:1], tf.bool)
    )
    mask = counts.to_tensor(False, shape=tf.shape(padded)[:-1])
    masking.put(padded, "_keras_mask", mask)
    return padded
