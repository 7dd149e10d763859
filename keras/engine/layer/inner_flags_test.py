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


@keras.saving.register_keras_serializable("inner_flags_test")
class Frozen(layers.Layer):
    """A layer that is made frozen, one inside too; its config says nothing."""

    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(3, trainable=False)
        self.trainable = False

    def build(self, input_shape):
        self.factor = self.add_weight(name="factor", shape=(3,))
        self.inner.build(input_shape)

    def call(self, inputs):
        return self.inner(inputs) * self.factor

    def get_config(self):
        return {}


@pytest.mark.parametrize("name", ["a.keras", "a.h5", "a", "a.json"])
@pytest.mark.parametrize("thawed", ["neither", "inner", "both"])
def test_what_a_constructor_freezes_and_a_user_thaws_stays_so(
    name, thawed, tmp_path
):
    layer = Frozen()
    model = keras.Sequential([keras.Input((3,)), layer, layers.Dense(3)])
    layer.trainable = thawed == "both"
    layer.inner.trainable = thawed != "neither"
    if name == "a.json":
        read = keras.models.model_from_json(model.to_json())
        read.set_weights(model.get_weights())
    else:
        model.save(tmp_path / name)
        read = keras.models.load_model(tmp_path / name)
    again = read.layers[0]
    assert (again.trainable, again.inner.trainable) == (
        layer.trainable,
        layer.inner.trainable,
    )
    np.testing.assert_array_equal(read(X), model(X))


def test_nothing_is_said_where_all_are_trained():
    layer = Two()
    assert "inner_config" not in keras.saving.serialize_keras_object(layer)
    layer.second.trainable = False
    described = keras.saving.serialize_keras_object(layer)
    assert described["inner_config"] == {"trainable": [1, 1, 0]}
    again = keras.saving.deserialize_keras_object(described)
    assert not again.second.trainable


def test_flags_of_other_layers_are_left_alone():
    described = keras.saving.serialize_keras_object(Two())
    described["inner_config"] = {"trainable": [0, 0, 0, 0]}
    again = keras.saving.deserialize_keras_object(described)
    assert again.first.trainable and again.second.trainable
