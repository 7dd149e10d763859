"""Tests of the table that is read in both directions."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.testing import told_specs

IDS = tf.constant([[1, 0, 5], [2, 2, 0]])
VECTORS = tf.random.stateless_normal((2, 3, 4), (1, 2))


def test_scores_are_products_with_the_rows():
    layer = layers.ReversibleEmbedding(6, 4)
    layer(IDS)
    found = layer(VECTORS, reverse=True)
    expected = VECTORS.numpy() @ layer.embeddings.numpy().T
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_it_may_begin_with_the_reverse():
    layer = layers.ReversibleEmbedding(6, 4)
    assert layer(VECTORS, reverse=True).shape == (2, 3, 6)


def test_an_untied_table_is_another_weight():
    layer = layers.ReversibleEmbedding(6, 4, tie_weights=False)
    layer(IDS)
    assert [w.shape.as_list() for w in layer.weights] == [[6, 4], [4, 6]]
    found = layer(VECTORS, reverse=True)
    expected = VECTORS.numpy() @ layer.reverse_embeddings.numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_a_cap_bounds_the_scores():
    layer = layers.ReversibleEmbedding(
        6, 4, logit_soft_cap=2.0, embeddings_initializer="ones"
    )
    found = layer(100 * VECTORS, reverse=True)
    sums = 100 * VECTORS.numpy().sum(-1, keepdims=True)
    expected = np.broadcast_to(2 * np.tanh(sums / 2), found.shape)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_scores_have_a_type_of_their_own():
    layer = layers.ReversibleEmbedding(
        6, 4, dtype="mixed_bfloat16", reverse_dtype="float32"
    )
    assert layer(IDS).dtype == tf.bfloat16
    assert layer(VECTORS, reverse=True).dtype == tf.float32


@pytest.mark.parametrize("reverse", [False, True])
def test_what_is_told_is_what_a_trace_finds(reverse):
    layer = layers.ReversibleEmbedding(6, 4, dtype="mixed_float16")
    symbol = keras.Input((3, 4)) if reverse else keras.Input((3,))
    told_specs.check_told_as_traced(layer, symbol, reverse=reverse)
    shape = layer.compute_output_shape(symbol.shape, reverse=reverse)
    assert shape == layer(symbol, reverse=reverse).shape


def test_ids_make_a_mask_and_vectors_none():
    layer = layers.ReversibleEmbedding(6, 4, mask_zero=True)
    expected = [[True, False, True], [True, True, False]]
    np.testing.assert_array_equal(layer(IDS)._keras_mask, expected)
    scores = layer(VECTORS, reverse=True)
    assert getattr(scores, "_keras_mask", None) is None
    ids = keras.Input((3,))
    symbol = layer(ids)
    assert symbol._keras_mask is not None
    assert getattr(layer(symbol, reverse=True), "_keras_mask", None) is None


def test_a_language_model_trains_both_ways():
    layer = layers.ReversibleEmbedding(6, 4)
    ids = keras.Input((3,), dtype="int32")
    model = keras.Model(ids, layer(layer(ids), reverse=True))
    assert len(model.trainable_weights) == 1
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(model(IDS)))
    gradient = tape.gradient(loss, layer.embeddings)
    assert np.all(tf.convert_to_tensor(gradient).numpy().any(-1))
