"""Tests of dropout."""

import numpy as np
import pytest
import tensorflow as tf

from keras import layers

ONES = np.ones((200, 50), "float32")


def test_inference_passes_the_input_on():
    layer = layers.Dropout(0.5)
    np.testing.assert_array_equal(layer(ONES), ONES)
    np.testing.assert_array_equal(layer(ONES, training=False), ONES)


def test_training_drops_the_rate_and_scales_the_rest():
    outputs = layers.Dropout(0.2, seed=1)(ONES, training=True).numpy()
    assert set(np.unique(outputs)) == {0.0, np.float32(1.25)}
    # Ten thousand draws: five standard deviations are 0.02.
    assert abs(np.mean(outputs == 0) - 0.2) < 0.02


def test_each_call_draws_anew():
    layer = layers.Dropout(0.5, seed=1)
    one, other = (layer(ONES, training=True).numpy() for _ in range(2))
    assert np.any(one != other)


def test_equal_seeds_give_equal_noise():
    one, other = (
        layers.Dropout(0.5, seed=1)(ONES, training=True) for _ in range(2)
    )
    np.testing.assert_array_equal(one, other)


def test_noise_is_shared_along_an_axis_of_the_noise_shape():
    layer = layers.Dropout(0.5, noise_shape=(None, 1), seed=1)
    outputs = layer(ONES, training=True).numpy()
    np.testing.assert_array_equal(outputs, np.tile(outputs[:, :1], (1, 50)))
    assert len(np.unique(outputs)) == 2


def test_a_tensor_decides_when_it_runs():
    layer = layers.Dropout(0.5, seed=1)
    graph = tf.function(lambda training: layer(ONES, training=training))
    assert np.any(graph(tf.constant(True)) != ONES)
    np.testing.assert_array_equal(graph(tf.constant(False)), ONES)


def test_a_rate_of_one_drops_all():
    outputs = layers.Dropout(1.0)(ONES, training=True)
    np.testing.assert_array_equal(outputs, 0 * ONES)


@pytest.mark.parametrize(
    "layer_class",
    [
        layers.Dropout,
        layers.GaussianDropout,
        layers.GaussianNoise,
        layers.AlphaDropout,
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "mixed_float16"])
def test_a_rate_may_change_in_a_graph(layer_class, dtype):
    rate = tf.Variable(0.0, trainable=False)
    layer = layer_class(rate, seed=1, dtype=dtype)
    call = tf.function(lambda x: layer(x, training=True))
    np.testing.assert_array_equal(call(ONES), ONES)
    rate.assign(0.5)
    expected = layer_class(0.5, seed=1, dtype=dtype)
    expected(ONES, training=True)
    np.testing.assert_allclose(
        call(ONES), expected(ONES, training=True), atol=2e-3
    )


def test_a_rate_that_becomes_one_drops_all():
    rate, x = tf.Variable(0.0), tf.constant(ONES)
    layer = layers.Dropout(rate)
    rate.assign(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        dropped = layer(x, training=True)
    np.testing.assert_array_equal(dropped, 0 * ONES)
    np.testing.assert_array_equal(tape.gradient(dropped, x), 0 * ONES)


def test_dropout_has_no_weights():
    layer = layers.Dropout(0.5)
    layer(ONES, training=True)
    assert layer.weights == []


@pytest.mark.parametrize("rate", [-0.1, 1.5, "0.5", None])
def test_rates_that_are_no_fraction_are_refused(rate):
    with pytest.raises(ValueError, match=f"number 0 to 1. .*rate={rate!r}"):
        layers.Dropout(rate)


def test_row_31_a_ragged_tensor_is_dropped_from_and_stays_ragged():
    rows = tf.ragged.constant([[1.0] * 300, [1.0] * 100])
    found = layers.Dropout(0.5, seed=1)(rows, training=True)
    assert found.row_lengths().numpy().tolist() == [300, 100]
    assert set(found.flat_values.numpy()) == {0.0, 2.0}


def test_a_subclass_says_what_shares_its_noise():
    class Columns(layers.Dropout):
        def _get_noise_shape(self, inputs):
            return tf.stack([1, tf.shape(inputs)[1]])

    layer = Columns(0.5, seed=1)
    graph = tf.function(lambda x: layer(x, training=True))
    for outputs in (layer(ONES, training=True), graph(ONES)):
        assert (outputs.numpy() == outputs.numpy()[:1]).all()
        assert len(np.unique(outputs)) == 2


def test_unequal_rows_share_no_noise():
    rows = tf.ragged.constant([[1.0, 2.0], [3.0]])
    with pytest.raises(ValueError, match="dense.*ragged tensor.*to_tensor"):
        layers.Dropout(0.5, noise_shape=(None, 1))(rows, training=True)


@pytest.mark.parametrize("layer_class", [layers.Dropout, layers.AlphaDropout])
def test_fewer_sizes_of_noise_are_those_of_the_last_axes(layer_class):
    layer = layer_class(0.5, noise_shape=(2,), seed=1)
    y = layer(np.ones((50, 2), "float32"), training=True).numpy()
    assert (y == y[0]).all()
    with pytest.raises(ValueError, match="Expected 2 sizes.*\\(None,\\)"):
        layer_class(0.5, noise_shape=(None,))(tf.ones((3, 2)), training=True)
