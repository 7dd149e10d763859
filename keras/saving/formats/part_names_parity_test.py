"""Parts and arrays of odd names: files go to tf_keras and Keras 3, and back."""

import numpy as np
import pytest

import keras
from keras import layers

ATTRIBUTES = ["conv-1", "a/b", "c.d", " ", "1", "layer-9", "é", "..x"]
PACKAGES = {"keras_3": "keras", "tf_keras": "tf_keras"}
DEFINED = """
class Vars(layers.Layer):
    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(2)

    def call(self, x):
        return self.inner(x)


class Named(layers.Layer):
    def __init__(self):
        super().__init__()
        self.members = [layers.Dense(2), Vars(), Vars()]
        for attribute in ATTRIBUTES:
            setattr(self, attribute, layers.Dense(2))

    def call(self, x):
        for part in (*self.members, *(getattr(self, a) for a in ATTRIBUTES)):
            x = part(x)
        return x


class Own(layers.Layer):
    def build(self, shape):
        self.one = self.add_weight(shape=(2,), name="one")
        self.two = self.add_weight(shape=(2,), name="two")

    def call(self, x):
        return x * self.one + self.two

    def save_own_variables(self, store):
        store["a/b"] = np.asarray(self.one)
        store["a/vars/0"] = np.asarray(self.two)

    def load_own_variables(self, store):
        self.one.assign(store["a/b"])
        self.two.assign(store["a/vars/0"])


def make(seed):
    model = keras.Sequential([keras.Input((2,)), Named(), Own()])
    model(np.ones((1, 2)))
    rng = np.random.default_rng(seed)
    model.set_weights([rng.random(w.shape) for w in model.get_weights()])
    return model


def assert_is(model, seed):
    for one, two in zip(model.get_weights(), make(seed).get_weights()):
        np.testing.assert_array_equal(one, two)
"""
THERE = """
import os
os.environ["KERAS_BACKEND"] = "tensorflow"
import numpy as np
import {package} as keras
layers, ATTRIBUTES = keras.layers, {attributes!r}
{defined}
model = make(1)
model.save_weights("theirs.weights.h5")
model.load_weights("ours.weights.h5")
assert_is(model, 2)
"""
names = {"keras": keras, "layers": layers, "np": np, "ATTRIBUTES": ATTRIBUTES}
exec(DEFINED, names)


@pytest.mark.parametrize("package", PACKAGES)
def test_files_go_both_ways(package, tmp_path, run_beside_ours):
    names["make"](2).save_weights(tmp_path / "ours.weights.h5")
    there = THERE.format(
        package=PACKAGES[package], attributes=ATTRIBUTES, defined=DEFINED
    )
    run_beside_ours(tmp_path, "-c", there, timeout=120)
    model = names["make"](3)
    model.load_weights(tmp_path / "theirs.weights.h5")
    names["assert_is"](model, 1)
