"""Looking tokens up: masks, unknown ones, and those that are refused."""

import tensorflow as tf

from keras.layers.preprocessing import refused_values, tokens


def of(layer, inputs):
    """Returns the indices of tokens, or the tokens of indices.

    Args:
        layer: An `IndexLookup` with a vocabulary.
        inputs: A dense, ragged or sparse tensor.
    """
    return tokens.map_values(lambda keys: _of_dense(layer, keys), inputs)


def _of_dense(layer, keys: tf.Tensor) -> tf.Tensor:
    found = layer.lookup_table.lookup(keys)
    # Of a table that may change, TensorFlow knows no shape. TensorFlow Lite has
    # no operation that makes sure of it.
    found.set_shape(keys.shape)
    mask = layer.mask_token
    if layer.invert:
        if mask is None:
            return found
        token = tf.constant(layer._key_of(mask), found.dtype)
        return tf.where(keys == 0, token, found)
    if mask is not None:
        is_mask = tf.equal(keys, layer._key_of(mask))
        index = 0 if layer._has_mask else layer._depth()
        found = tf.where(is_mask, tf.constant(index, tf.int64), found)
    if layer.num_oov_indices > 1:
        oov = layer._first_oov + layer._buckets(keys, layer.num_oov_indices)
        return tf.where(found == -1, oov, found)
    if layer.num_oov_indices == 0:
        return _known_only(layer, keys, found)
    return found


def _known_only(layer, keys: tf.Tensor, found: tf.Tensor) -> tf.Tensor:
    """Returns what was found, if all was; in a graph that runs later."""
    is_unknown = tf.reshape(found == -1, [-1])
    unknown = tf.boolean_mask(tf.reshape(keys, [-1]), is_unknown)
    message = (
        f"{layer._keras_who}: tokens aren't in the vocabulary. Expected "
        "known ones only, as num_oov_indices=0. Received:"
    )
    with tf.control_dependencies(refused_values.checks(message, unknown)):
        return tf.identity(found)
