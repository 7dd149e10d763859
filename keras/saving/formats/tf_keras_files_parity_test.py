"""Files that tf_keras writes of what is ours alone to get right, and back."""

import os

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import saving

X = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.keras"


def test_the_optimizer_of_a_model_saved_while_frozen_goes_on(path):
    model = tf_keras.Sequential(
        [tf_keras.layers.Dense(n, input_shape=(4,)) for n in (4, 2)]
    )
    model.compile(tf_keras.optimizers.Adam(0.01), "mse")
    model.fit(X, X[:, :2], verbose=0)
    model.layers[0].trainable = False
    model.save(path)
    state = saving.load_model(path).optimizer.get_weights()
    for ours, theirs in zip(state, model.optimizer.variables, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.filterwarnings("ignore:The `keras.initializers.serialize")
def test_tensorflows_initializers_are_read(path):
    uniform = tf.compat.v1.random_uniform_initializer(1.0, 2.0)
    dense = tf_keras.layers.Dense(
        2, kernel_initializer=uniform, input_shape=(3,)
    )
    tf_keras.Sequential([dense]).save(path)
    again = saving.load_model(path).layers[-1].kernel_initializer
    assert isinstance(again, keras.initializers.RandomUniform)
    assert (again.minval, again.maxval) == (1.0, 2.0)


def test_a_part_may_be_named_as_their_files_say(path):
    """A layer of ours in an attribute `layer_names`."""

    class Names(keras.Model):
        def __init__(self):
            super().__init__()
            self.layer_names = keras.layers.Dense(2)

        def call(self, inputs):
            return self.layer_names(inputs)

    models = [Names(), Names()]
    for model in models:
        model(X)
    models[0].save_weights(path.with_suffix(".weights.h5"))
    models[1].load_weights(path.with_suffix(".weights.h5"))
    np.testing.assert_array_equal(models[0](X), models[1](X))


class Words:
    """A vocabulary in a file; to be mixed into a layer of either package."""

    found: list = []

    def call(self, inputs):
        return inputs

    def save_assets(self, dir_path):
        with open(os.path.join(dir_path, "words.txt"), "w") as file:
            file.write("\n".join(self.found))

    def load_assets(self, dir_path):
        with open(os.path.join(dir_path, "words.txt")) as file:
            self.found = file.read().split("\n")


class Table(Words, keras.layers.Layer):
    pass


class TheirTable(Words, tf_keras.layers.Layer):
    pass


TheirTable.__name__ = "Table"


def test_files_of_parts_are_read_there_and_here(path):
    model = keras.Sequential(
        [keras.Input((3,)), Table(), keras.layers.Dense(2)]
    )
    model.layers[0].found = ["ours", "ü"]
    model.save(path)
    theirs = tf_keras.models.load_model(path, {"Table": TheirTable})
    assert theirs.layers[0].found == ["ours", "ü"]
    theirs.layers[0].found = ["theirs"]
    theirs.save(path)
    model = saving.load_model(path, {"Table": Table})
    assert model.layers[0].found == ["theirs"]
