"""Facts of a class: asked once, anew after a change, gone with the class."""

import gc
import weakref

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.backend import class_facts

ASKED = []


@class_facts.once("name", "size")
def described(cls, mark="."):
    ASKED.append(cls)
    return f"{cls.name} of {cls.size}{mark}"


class Small:
    name, size = "small", 1


class Big(Small):
    size = 9


def test_each_class_is_asked_once_for_each_argument():
    ASKED.clear()
    for _ in range(2):
        assert described(Small) == "small of 1."
        assert described(Big) == "small of 9."
        assert described(Big, "!") == "small of 9!"
    assert ASKED == [Small, Big, Big]


@pytest.mark.parametrize("owner", [Small, Big])
def test_a_change_of_the_class_or_of_its_base_is_seen(owner, monkeypatch):
    described(Big)
    monkeypatch.setattr(owner, "name", "large", raising=False)
    assert described(Big) == "large of 9."
    monkeypatch.undo()
    assert described(Big) == "small of 9."


def used_layer_class():
    """A class whose layers were made, called, copied, saved and loaded."""

    class Scales(keras.layers.Layer):
        def __init__(self, factor=2.0, **kwargs):
            super().__init__(**kwargs)
            self.factor = factor

        def build(self, input_shape):
            self.scale = self.add_weight("scale", input_shape[-1:])

        def call(self, inputs, training=None):
            return super().call(inputs) * self.scale * self.factor

        def compute_output_shape(self, input_shape):
            return super().compute_output_shape(input_shape)

    x = np.ones((2, 3), "float32")
    model = keras.Sequential([keras.Input((3,)), Scales()])
    model.compile("sgd", "mse")
    model.fit(x, x, verbose=0)
    for _ in range(3):
        model(tf.ones((2, 3)), training=True)
    keras.models.clone_model(model)
    Scales.from_config(model.layers[0].get_config())
    return weakref.ref(Scales)


def test_a_class_of_layers_is_let_go_when_nobody_uses_it():
    found = used_layer_class()
    keras.backend.clear_session()
    gc.collect()
    assert found() is None
