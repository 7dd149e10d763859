"""Tests of attention."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import layers
from keras.layers.attention import scored_attention
from keras.testing import told_specs


def example(*shape):
    generator = np.random.default_rng(sum(shape))
    return tf.constant(generator.normal(size=shape), tf.float32)


QUERY, VALUE, KEY = example(2, 3, 4), example(2, 5, 6), example(2, 5, 4)
QUERY_MASK = tf.constant([[True, True, False], [True, False, False]])
VALUE_MASK = tf.sequence_mask([5, 2], 5)
KEYS = (QUERY, VALUE, KEY)
SAME = (QUERY, KEY)
BOTH = [layers.Attention, layers.AdditiveAttention]


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


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("mask", [None, [QUERY_MASK, VALUE_MASK]])
def test_summed_scores_give_the_outputs_and_weights_of_keras_2(causal, mask):
    ours, theirs = (p.layers.AdditiveAttention() for p in (keras, tf_keras))
    options = {
        "mask": mask,
        "use_causal_mask": causal,
        "return_attention_scores": True,
    }
    ours(list(SAME)), theirs(list(SAME))
    theirs.set_weights(ours.get_weights())
    for one, other in zip(
        ours(list(SAME), **options), theirs(list(SAME), **options)
    ):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


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


def changed_from_step_3(x):
    return tf.concat([x[..., :3, :], x[..., 3:, :] + 1], axis=-2)


@pytest.mark.parametrize("layer_class", BOTH)
@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("returns", [False, True])
@pytest.mark.parametrize("ndim", [3, 4])
@pytest.mark.parametrize("run", [lambda f: f, tf.function])
def test_what_comes_later_is_not_seen_row_109(
    layer_class, dropout, returns, ndim, run
):
    layer = layer_class(dropout=dropout)
    options = {"use_causal_mask": True, "return_attention_scores": returns}
    call = run(lambda x: layer([x, x], **options))
    x = example(*(2, 2, 6, 4)[4 - ndim :])
    for one, other in zip(
        tf.nest.flatten(call(x)), tf.nest.flatten(call(changed_from_step_3(x)))
    ):
        np.testing.assert_allclose(
            one[..., :3, :], other[..., :3, :], atol=1e-5
        )


def test_causal_in_the_constructor_is_use_causal_mask_at_each_call():
    x = [QUERY, QUERY]
    layer = layers.Attention(causal=True)
    expected = layers.Attention()(x, use_causal_mask=True)
    np.testing.assert_array_equal(layer(x), expected)
    theirs = tf_keras.layers.Attention.from_config(layer.get_config())
    np.testing.assert_allclose(theirs(x), expected, atol=1e-6)


@pytest.mark.parametrize("layer_class", BOTH)
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_rows_of_padding_alone_give_numbers(layer_class, dtype):
    layer = layer_class(dtype=dtype)
    nothing = tf.zeros((2, 5), tf.bool)
    outputs = layer([QUERY * 40, KEY * 40], mask=[None, nothing])
    mean = tf.reduce_mean(tf.cast(KEY * 40, dtype), 1)
    for step in range(3):  # Every value counts alike.
        np.testing.assert_allclose(
            tf.cast(outputs[:, step], tf.float32),
            tf.cast(mean, tf.float32),
            atol=0.5,
        )


def test_an_unknown_size_of_keys_is_refused_where_it_makes_a_weight():
    symbols = [layers.Input((3, None)), layers.Input((5, None))]
    with pytest.raises(ValueError, match=r"no static size.*\(None, 5, None\)"):
        layers.AdditiveAttention()(symbols)


class OfDistance(scored_attention.ScoredAttention):
    """What users make of the base, as with Keras 2's."""

    def _calculate_scores(self, query, key):
        return -tf.abs(query[..., 0][..., None] - key[..., 0][:, None])


def test_a_subclass_says_what_the_scores_are():
    outputs, weights = OfDistance()(
        [QUERY, KEY], mask=[None, VALUE_MASK], return_attention_scores=True
    )
    scores = -abs(QUERY[:, :, None, 0] - KEY[:, None, :, 0])
    exps = np.exp(scores) * np.asarray(VALUE_MASK)[:, None]
    expected = exps / exps.sum(-1, keepdims=True)
    np.testing.assert_allclose(weights, expected, rtol=1e-5)
    np.testing.assert_allclose(outputs, expected @ KEY.numpy(), atol=1e-6)


def test_a_subclass_that_says_nothing_is_told_what_to_say():
    with pytest.raises(NotImplementedError, match="Expected a method `_calc"):
        scored_attention.ScoredAttention()([QUERY, KEY])
