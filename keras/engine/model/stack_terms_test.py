"""Tests of losses and metrics that a Sequential model's symbols add."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers, saving

X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
Y = np.random.default_rng(1).normal(size=(8, 2)).astype("float32")


def made():
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(4)])
    model = keras.Sequential(
        [keras.Input((3,)), layers.Dense(4), inner, layers.Dense(2)]
    )
    hidden = model.layers[0].output
    model.add_loss(0.1 * tf.reduce_mean(tf.square(hidden)))
    model.add_loss(tf.reduce_sum(model.output) * 0.01)
    model.add_metric(tf.reduce_max(model.output), name="largest")
    model.compile("sgd", "mse")
    return model


def told(model):
    return model.evaluate(X, Y, verbose=0, return_dict=True)


@pytest.mark.parametrize("name", ["a.keras", "a.h5", "a"])
def test_terms_are_in_files(name, tmp_path):
    model = made()
    plain = keras.Sequential(model.layers)
    plain.compile("sgd", "mse")
    assert told(model)["loss"] != told(plain)["loss"]
    model.save(tmp_path / name)
    read = saving.load_model(tmp_path / name)
    assert isinstance(read, keras.Sequential)
    assert len(read.layers) == 3
    assert told(read) == pytest.approx(told(model), rel=1e-6)


def test_terms_are_in_clones_and_configs():
    model = made()
    config = keras.Sequential.from_config(model.get_config())
    for other in (keras.models.clone_model(model), config):
        other.compile("sgd", "mse")
        other.set_weights(model.get_weights())
        assert told(other) == pytest.approx(told(model), rel=1e-6)


def test_a_stack_without_terms_says_nothing_of_them():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    assert set(model.get_config()) == {"name", "layers"}
    assert set(keras.Sequential([layers.Dense(2)]).get_config()) == {
        "name",
        "layers",
    }
