"""Tests of spectral normalization."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.testing import two_replicas


def largest(kernel):
    matrix = np.reshape(kernel, (-1, kernel.shape[-1]))
    return np.linalg.svd(matrix, compute_uv=False)[0]


def dense():
    return layers.Dense(4, kernel_initializer="he_normal")


@pytest.fixture(autouse=True)
def seeded():
    """How fast a power iteration converges hangs on the kernel."""
    tf.random.set_seed(1)


WRAPPED = {
    "dense": (dense, (8, 5)),
    "conv": (lambda: layers.Conv2D(4, 3), (2, 6, 6, 3)),
}


@pytest.mark.parametrize("kind", WRAPPED)
@pytest.mark.parametrize("in_graph", [False, True])
def test_the_largest_singular_value_becomes_1(kind, in_graph):
    # Row 112.
    make, shape = WRAPPED[kind]
    layer, x = layers.SpectralNormalization(make()), tf.ones(shape)
    layer(x)
    layer.layer.kernel.assign(3 * layer.layer.kernel)
    call = tf.function(layer) if in_graph else layer
    for _ in range(30):
        call(x, training=True)
    assert abs(largest(layer.layer.kernel.numpy()) - 1) < 0.02


def test_inference_changes_nothing():
    layer, x = layers.SpectralNormalization(dense()), tf.ones((8, 5))
    expected, weights = layer(x), layer.get_weights()
    np.testing.assert_array_equal(layer(x, training=False), expected)
    np.testing.assert_array_equal(layer(x), layer.layer(x))
    np.testing.assert_equal(layer.get_weights(), weights)


def test_one_call_is_one_step_of_the_power_iteration():
    layer = layers.SpectralNormalization(dense(), power_iterations=2)
    x = tf.ones((8, 5))
    layer(x)
    u, kernel = layer.vector_u.numpy(), layer.layer.kernel.numpy()
    for _ in range(2):
        v = u @ kernel.T / np.linalg.norm(u @ kernel.T)
        u = v @ kernel / np.linalg.norm(v @ kernel)
    layer(x, training=True)
    np.testing.assert_allclose(layer.vector_u, u, rtol=1e-5)
    np.testing.assert_allclose(
        layer.layer.kernel, kernel / (v @ kernel @ u.T), rtol=1e-5
    )


def test_a_tensor_says_whether_it_trains():
    layer = layers.SpectralNormalization(dense())
    call = tf.function(lambda training: layer(tf.ones((8, 5)), training))
    call(tf.constant(False))
    before = layer.layer.kernel.numpy()
    np.testing.assert_array_equal(layer.layer.kernel, before)
    call(tf.constant(True))
    assert np.abs(layer.layer.kernel - before).max() > 0.01


def test_a_kernel_of_zeros_stays():
    zeros = layers.Dense(4, kernel_initializer="zeros")
    layer = layers.SpectralNormalization(zeros)
    layer(tf.ones((8, 5)), training=True)
    weights = layer.get_weights()
    assert np.isfinite(np.concatenate([w.ravel() for w in weights])).all()
    np.testing.assert_array_equal(layer.layer.kernel, np.zeros((5, 4)))


def test_embeddings_are_normalised_too():
    # Singular values 8 and 2: each step leaves a sixteenth of what was wrong.
    values = keras.initializers.Constant([[8.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    embedding = layers.Embedding(3, 2, embeddings_initializer=values)
    layer = layers.SpectralNormalization(embedding)
    for _ in range(30):
        layer(tf.constant([[1, 2]]), training=True)
    assert abs(largest(embedding.embeddings.numpy()) - 1) < 1e-5


def test_it_trains_in_fit_and_survives_a_file(tmp_path):
    # Row 112.
    model = keras.Sequential(
        [
            keras.Input((5,)),
            layers.SpectralNormalization(dense(), power_iterations=3),
            layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    x, y = np.ones((32, 5)), np.ones((32, 1))
    model.fit(x, y, batch_size=4, epochs=4, verbose=0)
    kernel = model.layers[0].layer.kernel.numpy()
    assert abs(largest(kernel) - 1) < 0.1  # the optimizer's step comes last
    model.save(tmp_path / "a.keras")
    loaded = keras.models.load_model(tmp_path / "a.keras")
    np.testing.assert_array_equal(loaded(x), model(x))
    assert loaded.layers[0].power_iterations == 3
    np.testing.assert_equal(loaded.get_weights(), model.get_weights())


def test_two_replicas_normalise_one_kernel():
    strategy = two_replicas.strategy()
    with strategy.scope():
        layer = layers.SpectralNormalization(dense())
        layer.build((None, 5))
    alone = layers.SpectralNormalization(dense())
    alone.build((None, 5))
    alone.set_weights(layer.get_weights())
    run = tf.function(lambda: layer(tf.ones((2, 5)), training=True))
    for _ in range(3):
        strategy.run(run)
        alone(tf.ones((2, 5)), training=True)
    for found, expected in zip(layer.get_weights(), alone.get_weights()):
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_mixed_precision_normalises_in_float32():
    layer = layers.SpectralNormalization(
        layers.Dense(4, dtype="mixed_float16"), dtype="mixed_float16"
    )
    x = tf.ones((8, 5))
    for _ in range(30):
        outputs = layer(x, training=True)
    assert outputs.dtype == tf.float16
    assert layer.vector_u.dtype == tf.float32
    assert abs(largest(layer.layer.kernel.numpy()) - 1) < 0.02
