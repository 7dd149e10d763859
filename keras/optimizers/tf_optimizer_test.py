"""TensorFlow's own optimizers in `compile`."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

train = tf.compat.v1.train
X = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)
KINDS = {
    "sgd": lambda: train.GradientDescentOptimizer(0.1),
    "momentum": lambda: train.MomentumOptimizer(0.1, 0.9),
    "adam": lambda: train.AdamOptimizer(0.1),
    "adagrad": lambda: train.AdagradOptimizer(0.1),
}


def trained(package, kind, **options):
    dense = package.layers.Dense(1, kernel_initializer="ones")
    model = package.Sequential([package.Input((2,)), dense])
    model.compile(KINDS[kind](), "mse", **options)
    model.fit(X, X[:, :1], epochs=3, shuffle=False, verbose=0)
    return model


@pytest.mark.parametrize("eager", [False, True], ids=["graph", "eager"])
@pytest.mark.parametrize("kind", KINDS)
def test_compile_takes_one_as_tf_keras_does(kind, eager):
    ours = trained(keras, kind, run_eagerly=eager)
    theirs = trained(tf_keras, kind, run_eagerly=eager)
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    assert int(ours.optimizer.iterations) == 3


def test_a_loss_is_minimized():
    optimizer, w = keras.optimizers.get(KINDS["sgd"]()), tf.Variable(1.0)
    optimizer.minimize(lambda: w * w, [w])
    assert float(w) == pytest.approx(0.8)
    with tf.GradientTape() as tape:
        loss = w * w
    optimizer.minimize(loss, lambda: [w], grad_loss=tf.constant(5.0), tape=tape)
    assert float(w) == pytest.approx(0.0, abs=1e-6)
    with pytest.raises(ValueError, match="or the tape"):
        optimizer.minimize(tf.constant(1.0), [w])


def test_it_has_no_configuration():
    optimizer = keras.optimizers.get(KINDS["sgd"]())
    with pytest.raises(NotImplementedError, match="Use `save_weights`"):
        optimizer.get_config()


def test_the_model_is_saved_in_the_ways_that_the_message_tells(tmp_path):
    model = trained(keras, "sgd")
    with pytest.raises(NotImplementedError, match="Use `save_weights`"):
        model.save(tmp_path / "m.keras")
    model.save_weights(tmp_path / "m.weights.h5")
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    other = trained(keras, "adam")
    other.load_weights(tmp_path / "m.weights.h5")
    for one in (again, other):
        for a, b in zip(model.get_weights(), one.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
