"""Any text names a layer: the scopes of TensorFlow are made of it."""

import numpy as np
import pytest

import keras

X, Y = np.ones((2, 2), "float32"), np.ones((2, 1), "float32")
NAMES = ["my layer", "a)b", "層", "[1]", "_own", "a:b", "-x", "é", "a<b>", "9"]


class Inner(keras.Model):
    def __init__(self, name):
        super().__init__(name=name)
        self.dense = keras.layers.Dense(1, name=name)
        self.factor = self.add_weight(name, (1,), initializer="ones")

    def call(self, inputs):
        return self.factor * self.dense(inputs)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_whose_parts_have_any_name_trains_and_loads(name, tmp_path):
    inputs = keras.Input((2,), name=f"in {name}")
    outputs = keras.layers.Dense(1, name=name)(inputs)
    model = keras.Model(inputs, outputs, name=f"the {name}")
    model.compile("adam", "mse")
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "a.keras")
    loaded = keras.models.load_model(tmp_path / "a.keras")
    assert loaded.get_layer(name).name == name
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), model(X))


@pytest.mark.parametrize("name", NAMES)
def test_a_subclass_of_any_name_trains(name):
    model = Inner(name)
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    assert (model.name, model.dense.name) == (name, name)


def test_scopes_of_usual_names_are_these_names():
    for name in ("dense_1", "block/conv.1", "a-b", "1x1"):
        layer = keras.layers.Dense(1, name=name)
        layer(X)
        assert layer.kernel.name == f"{name}/kernel:0"


def test_letters_of_other_scripts_keep_apart_what_they_name():
    names = [keras.layers.Dense(1, name=n)._keras_scope_name for n in "層本é"]
    assert names == ["u5c64", "u672c", "ue9"]
