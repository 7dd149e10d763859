"""A sample of what `strategies_nightly_test.py` compares in full."""

import contextlib

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.random.default_rng(0).normal(size=(11, 4)).astype("float32")
Y = np.tanh(X @ np.ones((4, 2), "float32"))


@pytest.fixture(scope="module")
def strategy():
    """Two replicas that share variables."""
    return tf.distribute.experimental.CentralStorageStrategy(
        ["CPU:0", "CPU:1"], "CPU:0"
    )


def made(scope):
    with scope:
        optimizer = keras.optimizers.SGD(
            0.1, momentum=0.9, clipnorm=0.1, gradient_accumulation_steps=2
        )
        head = keras.layers.Dense(2, kernel_initializer="ones")
        model = keras.Sequential([keras.Input((4,)), head])
        model.compile(optimizer, "mse")
    return model


def trained(model):
    history = model.fit(X, Y, 4, epochs=2, shuffle=False, verbose=0).history
    return [*history.values(), *model.get_weights()]


def test_shared_variables_come_to_what_one_device_does(strategy):
    one, two = made(contextlib.nullcontext()), made(strategy.scope())
    for expected, found in zip(trained(one), trained(two), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_slots_are_loaded_outside_of_the_scope(strategy, tmp_path):
    model, other = made(strategy.scope()), made(strategy.scope())
    trained(model)
    model.save_weights(tmp_path / "model.weights.h5")
    other.load_weights(tmp_path / "model.weights.h5")
    variables = zip(model.optimizer.variables, other.optimizer.variables)
    for expected, found in variables:
        np.testing.assert_array_equal(found.numpy(), expected.numpy())
