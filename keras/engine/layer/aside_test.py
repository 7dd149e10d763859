"""State that is declared aside is no weight, and in no file."""

import copy
import pickle

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.layer import tracking


@keras.saving.register_keras_serializable("aside_test")
class Sum(keras.layers.Layer):
    """Adds up what it saw since `reset_states`."""

    states = tracking.Aside()

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.stateful = True
        self.states = []

    def build(self, input_shape):
        self.scale = self.add_weight("scale", (), initializer="ones")
        self.states = [tf.Variable(tf.zeros(input_shape[1:]))]

    def call(self, inputs):
        (total,) = self.states
        total.assign_add(tf.reduce_sum(inputs, 0))
        return self.scale * inputs + total

    def reset_states(self):
        for state in self.states:
            state.assign(tf.zeros_like(state))


def model_of(layer):
    x = keras.Input((2,))
    return keras.Model(x, layer(x))


ONES = np.ones((1, 2), "float32")


def test_state_aside_is_no_weight_of_the_layer_nor_of_what_is_around():
    layer = Sum()
    model = model_of(layer)
    outer = tf.Module()
    outer.model = model
    assert [w.name for w in layer.weights] == ["sum/scale:0"]
    assert len(model.weights) == len(outer.variables) == 1
    assert len(outer.trainable_variables) == 1


def test_state_aside_lives_from_call_to_call_and_in_a_graph():
    model = model_of(Sum())
    model.predict(ONES, verbose=0)
    np.testing.assert_array_equal(model.predict(ONES, verbose=0), [[3.0, 3.0]])
    model.reset_states()
    np.testing.assert_array_equal(model(ONES), [[2.0, 2.0]])


def test_files_and_checkpoints_hold_no_state_aside(tmp_path):
    model = model_of(Sum())
    model(ONES)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(loaded(ONES), [[2.0, 2.0]])
    path = tf.train.Checkpoint(model).save(str(tmp_path / "c"))
    names = [name for name, _ in tf.train.list_variables(path)]
    assert not any("states" in name for name in names)
    assert any("scale" in name for name in names)


@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
def test_copies_take_state_aside_along(copied):
    model = model_of(Sum())
    model(ONES)
    other = copied(model)
    np.testing.assert_array_equal(other(ONES), [[3.0, 3.0]])
    np.testing.assert_array_equal(model(ONES), [[3.0, 3.0]])


def test_an_attribute_aside_without_a_value_is_said_to_have_none():
    class Bare(keras.layers.Layer):
        states = tracking.Aside()

    with pytest.raises(AttributeError, match="Bare: the attribute 'states'"):
        Bare().states  # noqa: B018


class Holds(keras.layers.Layer):
    parts = tracking.Aside()


class Gives(Holds):
    parts = None


class Takes(Gives):
    parts = tracking.Aside()


class Mixin:
    parts = ()


class Mixed(Mixin, Holds):
    pass


@pytest.mark.parametrize(
    "kind, count", [(Holds, 0), (Gives, 2), (Takes, 0), (Mixed, 2)]
)
def test_the_class_says_what_its_attribute_is(kind, count):
    layer = kind()
    layer.parts = [keras.layers.Dense(1)]
    layer.parts[0](ONES)
    outer = tf.Module()
    outer.layer = layer
    assert len(layer.weights) == len(outer.variables) == count
