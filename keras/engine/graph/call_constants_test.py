"""Constants and variables of calls, in configs and files."""

import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.graph import call_constants
from keras.saving.values import variable_budget
from keras.testing import op_models


def exact_and_back(value):
    """What a file makes of a value."""
    variables = call_constants.Variables()
    plain = json.loads(json.dumps(call_constants.exact(value, variables)))
    return call_constants.revived(plain, call_constants.Variables())


@pytest.mark.parametrize(
    "value",
    [
        np.zeros((0, 3)),
        np.array([1 + 2j], "complex64"),
        np.array(["a", "é"], object),
        np.arange(3, dtype="uint8"),
        tf.constant([b"\xff", b"a"]),
        tf.zeros((2, 0), tf.int64),
        tf.constant(1.5, tf.float64),
    ],
)
def test_an_array_keeps_its_kind_type_and_shape(value):
    again = exact_and_back(value)
    assert tf.is_tensor(again) == tf.is_tensor(value)
    assert (again.dtype, again.shape) == (value.dtype, value.shape)
    same = tf.constant(again) == tf.constant(value)
    assert tf.reduce_all(same)


@pytest.mark.parametrize("value", [1 + 2j, tf.nn.relu, tf.nn.softmax])
def test_a_number_and_a_function_come_back(value):
    assert exact_and_back(value) == value


def test_a_file_can_not_ask_for_a_type_of_any_width():
    plain = {"parts": [], "shape": [0], "dtype": "V99", "is_tensor": False}
    tagged = {"class_name": "__array__", "config": plain}
    with pytest.raises(TypeError):
        call_constants.revived(tagged, call_constants.Variables())


def model_with(variable, function):
    """A model of a function of a symbol and a variable."""
    x = keras.Input((3,))
    return keras.Model(x, function(x, variable))


def test_a_variable_of_a_call_is_loaded_with_its_value():
    w = tf.Variable(np.full((3, 1), 2.0, "float32"), name="w")
    model = model_with(w, lambda x, w: x @ w)
    again = op_models.reloaded(model)
    assert [v.name for v in again.trainable_weights] == ["w:0"]
    np.testing.assert_array_equal(again(np.ones((2, 3))), [[6.0], [6.0]])


def test_a_variable_of_two_calls_is_one_when_loaded():
    w = tf.Variable(np.full(3, 2.0, "float32"))
    model = model_with(w, lambda x, w: tf.concat([x * w, x + w], -1))
    again = op_models.reloaded(model)
    assert len(model.weights) == len(again.weights) == 1
    again.weights[0].assign([1.0, 1.0, 1.0])
    found = again(np.ones((1, 3), "float32"))
    np.testing.assert_array_equal(found, [[1, 1, 1, 2, 2, 2]])


def test_a_variable_that_is_not_trained_stays_so_when_loaded():
    w = tf.Variable(2.0, trainable=False)
    again = op_models.reloaded(model_with(w, lambda x, w: x * w))
    assert (len(again.weights), len(again.trainable_weights)) == (1, 0)


def test_a_file_that_asks_for_a_huge_variable_is_refused():
    model = model_with(tf.Variable(np.ones(3, "float32")), lambda x, w: x * w)
    config = model.get_config()
    described = config["layers"][1]["exact_arguments"][0]["y"]
    described["config"]["shape"] = [2**32]
    with (
        variable_budget.limited("model.keras", 100),
        pytest.raises(ValueError, match="bytes of variables"),
    ):
        keras.Model.from_config(config)


@keras.saving.register_keras_serializable("constants")
def twice(row):
    """A function of a user's."""
    return row * 2


def test_a_function_of_the_users_is_named_in_a_file_when_registered():
    value = np.ones((2, 3), "float32")
    model = op_models.check_value(lambda x: tf.map_fn(twice, x), value)
    op_models.check_copies(model, value)


def test_a_function_that_a_file_can_not_name_is_refused_on_saving():
    def thrice(row):
        return row * 3

    x = keras.Input((3,))
    model = keras.Model(x, tf.map_fn(thrice, x))
    with pytest.raises(ValueError, match="register_keras_serializable"):
        op_models.reloaded(model)


def test_a_lambda_of_a_call_needs_the_reader_s_trust():
    x = keras.Input((3,))
    model = keras.Model(x, tf.map_fn(lambda row: row * 3, x))
    with pytest.raises(ValueError, match="safe_mode=False"):
        op_models.reloaded(model)
    again = op_models.reloaded(
        model, lambda path: keras.models.load_model(path, safe_mode=False)
    )
    np.testing.assert_array_equal(again(np.ones((1, 3))), [[3.0, 3.0, 3.0]])
