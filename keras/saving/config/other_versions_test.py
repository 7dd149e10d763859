"""Configs in other versions' words, and TensorFlow's objects in ours."""

import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving

layers = keras.layers
V1 = tf.compat.v1
MATRIX = np.arange(6.0).reshape(3, 2)


def through_json(obj):
    described = json.loads(json.dumps(saving.serialize_keras_object(obj)))
    return saving.deserialize_keras_object(described)


@pytest.mark.parametrize(
    ("theirs", "config"),
    [
        (
            tf.random_normal_initializer(0.0, 0.02, 1),
            {"mean": 0.0, "stddev": 0.02, "seed": 1},
        ),
        (
            V1.random_uniform_initializer(-1.0, 2.0, seed=3),
            {"minval": -1.0, "maxval": 2.0, "seed": 3},
        ),
        (tf.constant_initializer(0.5), {"value": 0.5}),
        (V1.constant_initializer(0.5), {"value": 0.5}),
        (tf.zeros_initializer(), {}),
        (V1.ones_initializer(), {}),
        (V1.glorot_uniform_initializer(seed=2), {"seed": 2}),
    ],
)
def test_tensorflows_initializers_are_keras_in_files(theirs, config):
    layer = layers.Dense(2, kernel_initializer=theirs)
    again = through_json(layer).kernel_initializer
    assert type(again) is getattr(keras.initializers, type(theirs).__name__)
    assert again.get_config() == config


@pytest.mark.parametrize(
    "constant",
    [
        keras.initializers.Constant(MATRIX),
        keras.initializers.Constant(MATRIX.tolist()),
        keras.initializers.Constant(tf.constant(MATRIX)),
        tf.constant_initializer(MATRIX),
        tf.constant_initializer(MATRIX.tolist()),
    ],
)
def test_a_constant_array_comes_back(constant, tmp_path):
    model = keras.Sequential([keras.Input((3,))])
    model.add(layers.Dense(2, kernel_initializer=constant))
    model.save(tmp_path / "m.keras")
    for again in (
        saving.load_model(tmp_path / "m.keras"),
        keras.Sequential.from_config(model.get_config()),
        keras.models.model_from_json(model.to_json()),
    ):
        made = again.layers[-1].kernel_initializer
        assert isinstance(made, keras.initializers.Constant)
        np.testing.assert_array_equal(made((3, 2), "float64"), MATRIX)


def test_a_layer_of_keras_1_is_read():
    dense = {
        "name": "dense_1",
        "output_dim": 3,
        "input_dim": 4,
        "init": "he_normal",
        "W_regularizer": None,
        "b_constraint": None,
        "bias": False,
    }
    layer = layers.deserialize({"class_name": "Dense", "config": dense})
    assert (layer.units, layer.use_bias) == (3, False)
    assert isinstance(layer.kernel_initializer, keras.initializers.HeNormal)
    dropout = layers.deserialize(
        {"class_name": "Dropout", "config": {"p": 0.3}}
    )
    assert dropout.rate == 0.3


def test_an_argument_that_is_off_says_nothing():
    config = {"mode": 0, "momentum": 0.9}
    described = {"class_name": "BatchNormalization", "config": config}
    assert layers.deserialize(described).momentum == 0.9
    config["mode"] = 1
    with pytest.raises(ValueError, match="Received: mode=1"):
        layers.deserialize(described)


# Functions among the arguments of a user's class.


class Act(layers.Layer):
    """Has no `get_config`: what it was given tells all."""

    def __init__(self, function, **kwargs):
        super().__init__(**kwargs)
        self.function = function

    def call(self, inputs):
        return self.function(inputs)


def triple(x):
    return 3 * x


@pytest.mark.parametrize("function", [tf.nn.relu, triple])
def test_a_function_comes_back_as_a_function(function, tmp_path):
    x = np.array([[-1.0, 2.0]], "float32")
    i = keras.Input((2,))
    model = keras.Model(i, Act(function)(i))
    model.save(tmp_path / "m.keras")
    names = {"Act": Act, "triple": triple}
    for again in (
        keras.models.clone_model(model),
        saving.load_model(tmp_path / "m.keras", names),
        keras.Model.from_config(model.get_config(), names),
    ):
        np.testing.assert_array_equal(again(x), function(x))


def test_functions_in_a_nest_come_back():
    with saving.custom_object_scope({"Act": Act}):
        again = through_json(Act([tf.nn.relu, {"k": tf.nn.tanh}]))
    x = np.array([[-1.0, 2.0]], "float32")
    relu, tanh = again.function[0], again.function[1]["k"]
    # TensorFlow's own, which takes a name too.
    np.testing.assert_array_equal(relu(x, name="r"), tf.nn.relu(x))
    np.testing.assert_array_equal(tanh(x, name="t"), tf.nn.tanh(x))


def test_what_cannot_be_described_is_named():
    with pytest.raises(NotImplementedError, match="Act: the arg.*'function'"):
        Act(object()).get_config()


def test_four_sides_of_an_image_stand_in_files_of_keras_1():
    described = {
        "class_name": "ZeroPadding2D",
        "config": {"padding": [1, 2, 3, 4]},
    }
    layer = layers.deserialize(described)
    assert layer.compute_output_shape((None, 5, 5, 1)) == (None, 8, 12, 1)
