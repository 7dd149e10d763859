"""Tests of the noises that leave every element something."""

import numpy as np
import pytest
import tensorflow as tf

from keras import layers

ONES = tf.ones((200, 500))


def test_gaussian_noise_is_added_with_its_deviation():
    found = layers.GaussianNoise(0.3, seed=1)(5 * ONES, training=True).numpy()
    # 100,000 draws: five standard deviations are 0.005 and 0.0034.
    assert abs(found.mean() - 5) < 0.005
    assert abs(found.std() - 0.3) < 0.0034


def test_gaussian_dropout_has_the_variance_of_dropout():
    found = layers.GaussianDropout(0.2, seed=1)(2 * ONES, training=True)
    # 2 * sqrt(0.2 / 0.8) = 1; five standard deviations: 0.016 and 0.011.
    assert abs(np.mean(found) - 2) < 0.016
    assert abs(np.std(found) - 1) < 0.011


def test_alpha_dropout_keeps_mean_and_variance():
    x = tf.random.stateless_normal((400, 500), (1, 2))
    found = layers.AlphaDropout(0.3, seed=1)(x, training=True).numpy()
    # 200,000 draws: five standard deviations are 0.011 and 0.008 (the
    # distribution is flatter than the normal one).
    assert abs(found.mean() - x.numpy().mean()) < 0.011
    assert abs(found.std() - x.numpy().std()) < 0.008


def test_alpha_dropout_computes_its_formula():
    x = tf.random.stateless_normal((20, 30), (1, 2))
    found = layers.AlphaDropout(0.3, seed=1)(x, training=True).numpy()
    low = -1.7580993408473766
    a = (0.7 * (1 + 0.3 * low**2)) ** -0.5
    b = -a * low * 0.3
    dropped = np.isclose(found, a * low + b)
    assert 0.15 < dropped.mean() < 0.45
    kept = a * x.numpy() + b
    np.testing.assert_allclose(found[~dropped], kept[~dropped], atol=1e-6)


def test_alpha_dropout_shares_noise_along_an_axis():
    layer = layers.AlphaDropout(0.5, noise_shape=(None, 1), seed=1)
    found = layer(ONES, training=True).numpy()
    np.testing.assert_array_equal(found, np.tile(found[:, :1], (1, 500)))


NOISES = [
    layers.AlphaDropout(0.3, seed=1),
    layers.GaussianDropout(0.3, seed=1),
    layers.GaussianNoise(0.3, seed=1),
]
every = pytest.mark.parametrize("layer", NOISES, ids=lambda n: n.name)


@every
def test_a_tensor_decides_when_it_runs(layer):
    graph = tf.function(lambda training: layer(ONES, training=training))
    assert np.any(graph(tf.constant(True)) != ONES)
    np.testing.assert_array_equal(graph(tf.constant(False)), ONES)


@every
def test_each_call_draws_anew(layer):
    one, other = (layer(ONES, training=True).numpy() for _ in range(2))
    assert np.any(one != other)


@every
def test_ragged_rows_stay_ragged(layer):
    rows = tf.ragged.constant([[1.0] * 30, [1.0] * 10])
    found = layer(rows, training=True)
    assert found.row_lengths().numpy().tolist() == [30, 10]
    assert np.any(found.flat_values != 1)


@every
def test_ints_are_refused(layer):
    with pytest.raises(TypeError, match="float type.*int32.*tf.cast"):
        layer(tf.ones((2, 3), tf.int32), training=True)


@pytest.mark.parametrize("name", ["GaussianNoise", "GaussianDropout"])
def test_float16_draws_the_tails_of_float32(name):
    layer = getattr(layers, name)(0.5, dtype="float16", seed=1)
    found = layer(tf.ones((1000, 1000), tf.float16), training=True)
    assert found.dtype == tf.float16
    # In a million normal draws one beyond 4 deviations is certain.
    spread = 0.5 if name == "GaussianNoise" else 1
    assert np.abs(found.numpy().astype("float32") - 1).max() > 4 * spread
