"""Masks of other steps than the input's are refused, with both shapes."""

import numpy as np
import pytest
import tensorflow as tf

import keras

layers = keras.layers
X = tf.ones((2, 5, 4))
IMAGES = tf.ones((2, 5, 6, 6, 1))
SHORT, LONG = tf.ones((2, 3), tf.bool), tf.ones((2, 7), tf.bool)
ROWS = tf.ones((3, 5), tf.bool)
ONE_ROW, OF_ONE = tf.ones((1, 5), tf.bool), tf.ones((1, 1), tf.bool)

RECURRENT = {
    "SimpleRNN": lambda **k: layers.SimpleRNN(3, **k),
    "LSTM": lambda **k: layers.LSTM(3, **k),
    "GRU": lambda **k: layers.GRU(3, **k),
    "dropout": lambda **k: layers.LSTM(3, recurrent_dropout=0.5, **k),
    "RNN": lambda **k: layers.RNN(layers.LSTMCell(3), **k),
    "Bidirectional": lambda **k: layers.Bidirectional(layers.LSTM(3, **k)),
}


def refused(layer, inputs, mask):
    with pytest.raises(ValueError, match=r"mask isn't one of") as raised:
        layer(inputs, mask=mask)
    message = str(raised.value)
    assert str(tuple(mask.shape)) in message, message
    assert str(tuple(inputs.shape)) in message, message


@pytest.mark.parametrize("mask", [SHORT, LONG, ROWS, OF_ONE])
@pytest.mark.parametrize("kind", RECURRENT.values(), ids=RECURRENT)
def test_a_recurrent_layer_refuses_a_mask_of_other_steps(kind, mask):
    refused(kind(), X, mask)
    with pytest.raises(ValueError, match="mask isn't one of"):
        tf.function(kind())(X, mask=mask)


@pytest.mark.parametrize("kind", RECURRENT.values(), ids=RECURRENT)
def test_an_unrolled_layer_refuses_a_mask_of_other_steps(kind):
    refused(kind(unroll=True), X, SHORT)
    refused(kind(unroll=True), X, LONG)


@pytest.mark.parametrize("mask", [SHORT, LONG, OF_ONE])
def test_a_recurrent_layer_over_images_does_too(mask):
    refused(layers.ConvLSTM2D(2, 3), IMAGES, mask)


def test_a_mask_without_steps_is_refused():
    refused(layers.LSTM(3), X, tf.ones((2,), tf.bool))


def test_time_comes_first_in_the_mask_of_a_layer_with_time_major():
    layer = layers.LSTM(3, time_major=True)
    refused(layer, X, SHORT)
    assert layer(X, mask=tf.ones((2, 5), tf.bool)).shape == (5, 3)


@pytest.mark.parametrize("steps", [3, 7])
@pytest.mark.parametrize("kind", RECURRENT.values(), ids=RECURRENT)
def test_a_graph_of_any_steps_checks_when_it_runs(kind, steps):
    layer = kind()
    layer(X)

    @tf.function(
        input_signature=[
            tf.TensorSpec((None, None, 4)),
            tf.TensorSpec((None, None), tf.bool),
        ]
    )
    def run(x, mask):
        return layer(x, mask=mask)

    mask = tf.constant([[True] * 4 + [False]] * 2)
    np.testing.assert_allclose(run(X, mask), layer(X, mask=mask), rtol=1e-5)
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="Expected as many"
    ):
        run(X, tf.ones((2, steps), tf.bool))


OTHERS = {
    "BatchNormalization": layers.BatchNormalization,
    "GroupNormalization": lambda: layers.GroupNormalization(2),
    "GlobalAveragePooling1D": layers.GlobalAveragePooling1D,
    "TimeDistributed": lambda: layers.TimeDistributed(layers.Dense(2)),
}


@pytest.mark.parametrize("mask", [SHORT, LONG])
@pytest.mark.parametrize("kind", OTHERS.values(), ids=OTHERS)
def test_layers_that_take_a_mask_refuse_one_of_other_steps(kind, mask):
    with pytest.raises(ValueError, match="mask isn't one of") as raised:
        kind()(X, mask=mask)
    assert str(tuple(mask.shape)) in str(raised.value)


def test_the_steps_of_channels_first_are_the_last_axis():
    layer = layers.GlobalAveragePooling1D("channels_first")
    refused(layer, X, SHORT)
    assert layer(X, mask=tf.ones((2, 4), tf.bool)).shape == (2, 5)


def test_softmax_refuses_a_mask_that_does_not_broadcast():
    refused(layers.Softmax(), X, tf.ones((5, 3), tf.bool))
    refused(layers.Softmax(), X, tf.ones((1, 2, 5, 4), tf.bool))
    assert layers.Softmax()(X, mask=tf.ones((5, 1), tf.bool)).shape == X.shape


@pytest.mark.parametrize("kind", [layers.Attention, layers.AdditiveAttention])
def test_attention_refuses_masks_of_other_steps(kind):
    value = tf.ones((2, 6, 4))
    for masks, name in (([SHORT, None], "query"), ([None, SHORT], "value")):
        with pytest.raises(ValueError, match=f"one of the {name}'s steps"):
            kind()([X, value], mask=masks)
    assert kind()([X, value], mask=[ONE_ROW, None]).shape == X.shape


@pytest.mark.parametrize(
    "kind",
    [
        lambda: layers.MultiHeadAttention(2, 3),
        lambda: layers.GroupQueryAttention(3, 4, 2),
    ],
    ids=["MultiHeadAttention", "GroupQueryAttention"],
)
def test_heads_refuse_masks_of_other_steps(kind):
    value = tf.ones((2, 6, 4))
    for name in ("query", "value"):
        with pytest.raises(ValueError, match=f"one of the {name}'s steps"):
            kind()(X, value, **{f"{name}_mask": SHORT})
    with pytest.raises(ValueError, match="one of the key's steps"):
        kind()(X, value, value * 2, key_mask=SHORT)
    for sizes in ((2, 5, 5), (2, 6, 5), (3, 5, 6), (5,)):
        with pytest.raises(ValueError, match="isn't one of the scores"):
            kind()(X, value, attention_mask=tf.ones(sizes, tf.bool))
    for sizes in ((2, 5, 6), (1, 5, 6), (5, 6), (2, 1, 6), (2, 1, 5, 6)):
        found = kind()(X, value, attention_mask=tf.ones(sizes, tf.bool))
        assert found.shape == X.shape


OF_FEATURES = tf.ones((2, 5, 4), tf.bool)


@pytest.mark.parametrize("kind", RECURRENT.values(), ids=RECURRENT)
def test_what_a_mask_says_within_a_step_is_of_states(kind):
    with pytest.raises(ValueError, match=r"behind.*\(2, 5, 4\).*\(2, 3\)"):
        kind()(X, mask=OF_FEATURES)
    layer, mask = kind(), tf.ones((2, 5), tf.bool)
    np.testing.assert_array_equal(
        layer(X, mask=mask[..., tf.newaxis]), layer(X, mask=mask)
    )


def test_a_mask_within_images_is_of_states():
    with pytest.raises(ValueError, match=r"behind.*\(2, 5, 3\)"):
        layers.ConvLSTM2D(2, 3)(IMAGES, mask=tf.ones((2, 5, 3), tf.bool))


def test_the_global_mean_has_a_mask_of_steps():
    with pytest.raises(ValueError, match=r"batch and steps.*\(2, 5, 4\)"):
        layers.GlobalAveragePooling1D()(X, mask=OF_FEATURES)
