"""Tests of attention."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

from keras import layers
from keras.testing import told_specs


def example(*shape):
    generator = np.random.default_rng(sum(shape))
    return tf.constant(generator.normal(size=shape), tf.float32)


QUERY, VALUE, KEY = example(2, 3, 4), example(2, 5, 6), example(2, 5, 4)
QUERY_MASK = tf.constant([[True, True, False], [True, False, False]])
VALUE_MASK = tf.sequence_mask([5, 2], 5)
KEYS = (QUERY, VALUE, KEY)
SAME = (QUERY, KEY)


@pytest.mark.parametrize("inputs", [KEYS, SAME], ids=["keys", "values"])
@pytest.mark.parametrize("score_mode", ["dot", "concat"])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(
    "mask",
    [None, [QUERY_MASK, VALUE_MASK], [None, VALUE_MASK], [QUERY_MASK, None]],
    ids=["no-mask", "both", "value", "query"],
)
def test_outputs_and_weights_are_those_of_keras_2(
    inputs, score_mode, causal, mask
):
    ours = layers.Attention(use_scale=True, score_mode=score_mode)
    theirs = tf_keras.layers.Attention(use_scale=True, score_mode=score_mode)
    options = {
        "mask": mask,
        "use_causal_mask": causal,
        "return_attention_scores": True,
    }
    ours(list(inputs)), theirs(list(inputs))
    values = [0.3 + n for n, _ in enumerate(ours.weights)]
    ours.set_weights(values), theirs.set_weights(values)
    for one, other in zip(
        ours(list(inputs), **options), theirs(list(inputs), **options)
    ):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5)


def test_weights_are_a_softmax_of_the_scaled_products():
    layer = layers.Attention(use_scale=True)
    layer.build([(None, 1, 2), (None, 2, 2)])
    layer.set_weights([2.0])
    query, value = [[[1.0, 0.0]]], [[[1.0, 3.0], [0.0, 5.0]]]
    outputs = layer([tf.constant(query), tf.constant(value)])
    first = np.exp(2) / (np.exp(2) + 1)
    expected = [[[first, 3 * first + 5 * (1 - first)]]]
    np.testing.assert_allclose(outputs, expected, rtol=1e-6)


def test_masks_on_the_inputs_are_taken_and_the_querys_is_handed_on():
    layer = layers.Attention()
    table = layers.Embedding(9, 4, mask_zero=True)
    query, value = table(tf.constant([[1, 2, 0]])), table(tf.constant([[3, 0]]))
    outputs = layer([query, value])
    np.testing.assert_array_equal(outputs._keras_mask, [[True, True, False]])
    np.testing.assert_allclose(outputs[0, 0], value[0, 0], rtol=1e-6)
    np.testing.assert_array_equal(outputs[0, 2], np.zeros(4))


def test_dropout_drops_weights_in_training_only():
    layer = layers.Attention(dropout=0.5, seed=1)
    options = {"return_attention_scores": True}
    _, weights = layer([QUERY, KEY], **options)
    np.testing.assert_allclose(
        tf.reduce_sum(weights, -1), np.ones((2, 3)), 1e-6
    )
    _, dropped = layer([QUERY, KEY], training=True, **options)
    kept = dropped != 0
    assert 0 < tf.reduce_sum(tf.cast(kept, tf.int32)) < 30
    np.testing.assert_allclose(dropped[kept], 2 * weights[kept], rtol=1e-6)


@pytest.mark.parametrize("returns", [False, True])
def test_what_comes_out_is_told_without_a_trace(returns):
    symbols = [
        layers.Input(t.shape[1:], batch_size=size)
        for t, size in zip(KEYS, (None, 2, 2))
    ]
    told_specs.check_told_as_traced(
        layers.Attention(dtype="mixed_bfloat16"),
        symbols,
        return_attention_scores=returns,
    )


def test_a_symbolic_call_gives_outputs_and_weights_with_the_querys_mask():
    table = layers.Embedding(9, 4, mask_zero=True)
    query, value = (table(layers.Input((n,))) for n in (3, 5))
    outputs, weights = layers.Attention()(
        [query, value], return_attention_scores=True
    )
    assert outputs.shape.as_list() == [None, 3, 4]
    assert weights.shape.as_list() == [None, 3, 5]
    assert outputs._keras_mask.shape.as_list() == [None, 3]


@pytest.mark.parametrize(
    "inputs,given", [(QUERY, "no list"), ([QUERY], "list of 1")]
)
def test_inputs_that_are_no_pair_are_refused(inputs, given):
    with pytest.raises(ValueError, match=rf"\[query, value\].*{given}"):
        layers.Attention()(inputs)


def test_a_mask_that_is_no_pair_is_refused():
    with pytest.raises(ValueError, match="mask in a list of 1"):
        layers.Attention()([QUERY, KEY], mask=[QUERY_MASK])


def test_a_score_mode_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="'concat'.*score_mode='sum'"):
        layers.Attention(score_mode="sum")
