"""Inputs: every way to say their type, and what contradicts itself."""

import json

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.testing import op_models

SPEC = tf.TensorSpec([None, 3], tf.float32)
RAGGED = tf.RaggedTensorSpec([None, None, 3], tf.int32, ragged_rank=1)

TYPES = {
    "shape": {"shape": (3,)},
    "list": {"shape": [3, None]},
    "tf.TensorShape": {"shape": tf.TensorShape([3])},
    "number": {"shape": 3},
    "scalar": {"shape": ()},
    "batch_size": {"shape": (3,), "batch_size": 2},
    "batch_shape": {"batch_shape": (2, 3)},
    "batch_input_shape": {"batch_input_shape": (2, 3)},
    "NumPy type": {"shape": (3,), "dtype": np.float64},
    "tf type": {"shape": (3,), "dtype": tf.string},
    "ragged": {"shape": (None,), "ragged": True},
    "ragged with inner axes": {"shape": (None, 4), "ragged": True},
    "ragged twice": {"shape": (None, 2, None, 3), "ragged": True},
    "ragged without a free axis": {"shape": (3,), "ragged": True},
    "sparse": {"shape": (4,), "sparse": True, "dtype": "int32"},
    "dense spec": {"type_spec": SPEC},
    "ragged spec": {"type_spec": RAGGED},
    "ragged spec of int32 splits": {
        "type_spec": tf.RaggedTensorSpec([None, None], tf.string, 1, tf.int32)
    },
    "sparse spec": {"type_spec": tf.SparseTensorSpec([None, 3], tf.int64)},
    "no rank": {"type_spec": tf.TensorSpec(None)},
    "optional": {"shape": (3,), "optional": True},
    "concrete tensor": {"tensor": tf.ones((2, 3))},
    "concrete ragged": {"tensor": tf.ragged.constant([[1.0], []])},
}


def layer_of(symbol):
    """The input layer of a symbol of either package."""
    if keras.utils.is_keras_tensor(symbol):
        return symbol._keras_history.layer
    return symbol.node.layer


@pytest.mark.parametrize("name", TYPES)
def test_an_input_has_tf_keras_s_type(name):
    ours = keras.Input(**TYPES[name])
    theirs = tf_keras.Input(**TYPES[name])
    if ours.ragged:
        assert ours.type_spec == theirs.type_spec
    assert ours.type_spec.is_compatible_with(theirs.type_spec)
    assert theirs.type_spec.is_compatible_with(ours.type_spec)


@pytest.mark.parametrize("name", TYPES)
def test_an_input_comes_back_from_its_config(name):
    layer = layer_of(keras.Input(**TYPES[name]))
    again = keras.layers.InputLayer.from_config(layer.get_config())
    assert again.output.type_spec == layer.output.type_spec
    assert again.get_config() == layer.get_config()


@pytest.mark.parametrize(
    "name",
    ["shape", "batch_shape", "ragged", "sparse", "ragged spec of int32 splits"],
)
def test_the_config_is_tf_keras_s(name):
    given = {**TYPES[name], "name": "x"}
    ours = layer_of(keras.Input(**given)).get_config()
    assert ours == layer_of(tf_keras.Input(**given)).get_config()


@pytest.mark.parametrize("name", ["ragged spec", "sparse spec", "no rank"])
def test_a_model_of_any_type_is_saved_and_loaded(name):
    x = keras.Input(**TYPES[name])
    again = op_models.reloaded(keras.Model(x, tf.cast(x, tf.float64)))
    assert again.input.type_spec == x.type_spec


@pytest.mark.parametrize(
    "given, said",
    [
        ({}, "Expected one of shape"),
        ({"shape": (3,), "sparse": True, "ragged": True}, "dense, sparse or"),
        ({"type_spec": SPEC, "shape": (3,)}, "type_spec.*Received too.*shape"),
        ({"type_spec": SPEC, "dtype": "int32"}, "Received too.*dtype"),
        ({"type_spec": SPEC, "sparse": True}, "Received too.*sparse"),
        ({"type_spec": SPEC, "batch_size": 2}, "Received too.*batch_size"),
        ({"shape": (3,), "batch_shape": (2, 3)}, "with or without the batch"),
        ({"batch_shape": (2, 3), "batch_size": 4}, "one size.*batch_size=4"),
        ({"tensor": tf.ones((2, 3)), "dtype": "int32"}, "another type.*dtype"),
        ({"tensor": tf.ones((2, 3)), "shape": (4,)}, "another type.*shape"),
        ({"tensor": tf.ones((2, 3)), "ragged": True}, "another type.*ragged"),
        ({"tensor": tf.ones((2, 3)), "batch_size": 3}, "batch_size=3"),
        ({"shape": (-1,)}, "0 or more.*-1"),
        ({"shape": (2.5,)}, "whole numbers.*2.5"),
        ({"shape": "abc"}, "whole numbers.*'abc'"),
    ],
)
def test_a_type_that_is_not_said_or_twice_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        keras.Input(**given)


def test_what_is_no_tensor_is_refused():
    with pytest.raises(TypeError, match="symbolic or concrete.*array"):
        keras.Input(tensor=np.ones(3))


def test_an_unknown_argument_is_refused():
    with pytest.raises(TypeError, match="shapes"):
        keras.Input(shapes=(3,))


def test_what_a_tensor_has_may_be_said_too():
    x = keras.Input((3,))
    again = keras.Input(tensor=x, shape=(3,), dtype="float32", sparse=False)
    assert again.type_spec == x.type_spec


def test_a_model_begins_at_an_input_for_a_tensor_within_another_model():
    x = keras.Input((3,))
    entry = keras.Input(tensor=keras.layers.Dense(2)(x), name="entry")
    model = keras.Model(entry, entry * 2)
    np.testing.assert_array_equal(model(np.ones((1, 2))), [[2.0, 2.0]])


def test_an_input_layer_tells_its_kind():
    layer = keras.layers.InputLayer(type_spec=RAGGED)
    assert (layer.ragged, layer.sparse, layer.dtype) == (True, False, "int32")
    assert layer.batch_input_shape == (None, None, 3)


def test_a_topology_has_the_shape_that_tensorflow_js_reads():
    """Row 54."""
    x = keras.Input((3,))
    text = keras.Model(x, keras.layers.Dense(2)(x)).to_json()
    first = json.loads(text)["config"]["layers"][0]["config"]
    assert first["batch_input_shape"] == [None, 3]


class Sum(keras.layers.Layer):
    """Adds its second input if there is one."""

    def call(self, inputs):
        """Adds."""
        first, second = inputs
        return first if second is None else first + second


def test_an_optional_input_may_be_left_out():
    x = keras.Input((3,), name="x")
    y = keras.Input((3,), name="y", optional=True)
    model = keras.Model([x, y], Sum()([x, y]))
    one = tf.ones((1, 3))
    np.testing.assert_array_equal(model([one, None]), one)
    np.testing.assert_array_equal(model({"x": one, "y": None}), one)
    np.testing.assert_array_equal(model([one, one]), 2 * one)


def test_an_input_that_is_not_optional_may_not_be_left_out():
    x, y = keras.Input((3,)), keras.Input((3,), name="second")
    model = keras.Model([x, y], x + y)
    with pytest.raises(ValueError, match="'second' is missing"):
        model([tf.ones((1, 3)), None])


def test_a_dense_type_s_name_is_the_input_s():
    spec = tf.TensorSpec((None, 2), name="tok")
    assert keras.Input(type_spec=spec).name == "tok"
    assert keras.Input(type_spec=spec, name="mine").name == "mine"


def test_an_input_layer_in_a_model_tells_what_keras_2_s_does():
    x = keras.Input((4,), dtype="int32")
    layer = keras.Model(x, keras.layers.Embedding(5, 2)(x)).layers[0]
    theirs = layer_of(tf_keras.Input((4,), dtype="int32"))
    assert layer.input_shape == theirs.input_shape == [(None, 4)]
    assert layer.output_shape == theirs.output_shape == [(None, 4)]
    assert layer.get_output_shape_at(0) == (None, 4)
    assert layer.compute_dtype == theirs.compute_dtype == "int32"
    assert layer.variable_dtype == theirs.variable_dtype == "int32"


class Scored(tf.experimental.BatchableExtensionType):
    """A type of a user's, with a shape and no dtype."""

    values: tf.Tensor

    class Spec:
        """Its type."""

        @property
        def shape(self):
            """The values'."""
            return self.values.shape


class Doubled(keras.layers.Layer):
    """Doubles the values of a `Scored`."""

    def call(self, inputs):
        """Doubles."""
        return 2 * inputs.values


def test_a_user_s_type_with_a_shape_and_no_dtype_is_an_input():
    spec = Scored.Spec(values=tf.TensorSpec((None, 3), tf.float32))
    x = keras.Input(type_spec=spec)
    assert repr(x) == f"<KerasTensor {x.name!r}: shape=(None, 3) Scored>"
    model = keras.Model(x, Doubled()(x))
    found = model(Scored(values=tf.ones((2, 3))))
    np.testing.assert_array_equal(found, np.full((2, 3), 2.0))


@pytest.mark.parametrize(
    "value",
    [Scored(values=tf.ones((2, 3), tf.int32)), tf.ones((2, 3))],
    ids=["other dtype", "other type"],
)
def test_a_value_that_is_not_of_a_user_s_type_is_refused(value):
    spec = Scored.Spec(values=tf.TensorSpec((None, 3), tf.float32))
    x = keras.Input(type_spec=spec)
    with pytest.raises(ValueError, match="another type.*Scored.*Received"):
        keras.Model(x, Doubled()(x))(value)


@pytest.mark.parametrize("dtype", ["float33", "x" * 5000])
def test_a_type_of_elements_that_is_not_there_is_told_in_short(dtype):
    with pytest.raises(ValueError, match="Input: .*Expected one such") as told:
        keras.Input((3,), dtype=dtype)
    assert f"Received: dtype='{dtype[:7]}" in str(told.value)
    assert len(str(told.value)) < 300
