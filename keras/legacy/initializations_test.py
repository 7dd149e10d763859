"""Layers as Keras 1 had them written: they call what makes their weights."""

import numpy as np
import pytest

import keras
from keras import backend as K
from keras.legacy import initializations, older_modules


class Old(keras.layers.Layer):
    """As its users wrote one for Keras 1."""

    def __init__(self, output_dim, init="glorot_uniform", **kwargs):
        self.output_dim = output_dim
        self.init = initializations.get(init)
        super().__init__(**kwargs)

    def build(self, input_shape):
        shape = input_shape[1], self.output_dim
        self.W = self.init(shape, name=f"{self.name}_W")
        self.b = K.zeros((self.output_dim,), name=f"{self.name}_b")
        self.trainable_weights = [self.W, self.b]

    def call(self, x, mask=None):
        return K.dot(x, self.W) + self.b

    def get_output_shape_for(self, input_shape):
        return input_shape[0], self.output_dim


def test_a_layer_of_keras_1_learns():
    model = keras.Sequential([Old(3, input_shape=(6,))])
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit(np.ones((4, 6)), np.ones((4, 3)), verbose=0)
    assert [w.shape for w in before] == [(6, 3), (3,)]
    after = model.get_weights()
    assert all(not np.allclose(a, b) for a, b in zip(before, after))


def test_a_scale_is_the_functions_second_argument():
    wide = initializations.uniform((50, 50), 2.0, name="wide").numpy()
    assert 1.9 < np.abs(wide).max() <= 2.0
    assert initializations.normal((50, 50), scale=3.0).numpy().std() > 2.5
    assert initializations.one((2,)).numpy().tolist() == [1.0, 1.0]


def test_an_older_module_leads_to_them():
    with pytest.warns(DeprecationWarning, match="keras.initializers"):
        normal = older_modules.look_up("initializations", "normal")
    assert normal is initializations.normal
    assert initializations.get(normal) is normal
