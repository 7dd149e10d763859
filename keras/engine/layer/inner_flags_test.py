"""What is frozen inside of a user's layer stays so in files."""
# bazel: deps=//keras

import numpy as np
import pytest

import keras
from keras import layers

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


@keras.saving.register_keras_serializable("inner_flags_test")
class Two(layers.Layer):
    """Two layers of which its config says nothing."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.first, self.second = layers.Dense(3), layers.Dense(3)

    def build(self, input_shape):
        self.first.build(input_shape)
        self.second.build(input_shape)

    def call(self, inputs):
        return self.second(self.first(inputs) ** 2)


@pytest.fixture(scope="module")
def trained():
    model = keras.Sequential([keras.Input((3,)), Two()])
    model.layers[0].first.trainable = False
    model.compile(keras.optimizers.Adam(0.1), "mse", run_eagerly=True)
    model.train_on_batch(X, X)
    return model


@pytest.mark.parametrize("name", ["a.keras", "a.h5", "a"])
def test_a_file_has_what_is_frozen_inside(name, trained, tmp_path):
    # The order of values in a file, and the optimizer's state, depend on it.
    trained.save(tmp_path / name)
    read = keras.models.load_model(tmp_path / name)
    assert (
        not read.layers[0].first.trainable and read.layers[0].second.trainable
    )
    np.testing.assert_array_equal(read(X), trained(X))
    again = keras.models.load_model(tmp_path / name)
    for model in (read, again):
        assert model.train_on_batch(X, X) == trained.test_on_batch(X, X)
    np.testing.assert_array_equal(read(X), again(X))
    assert read.optimizer.iterations == 2


def test_nothing_is_said_where_all_are_trained():
    layer = Two()
    assert "inner_config" not in keras.saving.serialize_keras_object(layer)
    layer.second.trainable = False
    described = keras.saving.serialize_keras_object(layer)
    assert described["inner_config"] == {"trainable": [1, 0]}
    again = keras.saving.deserialize_keras_object(described)
    assert not again.second.trainable


def test_flags_of_other_layers_are_left_alone():
    described = keras.saving.serialize_keras_object(Two())
    described["inner_config"] = {"trainable": [0, 0, 0]}
    again = keras.saving.deserialize_keras_object(described)
    assert again.first.trainable and again.second.trainable
