"""What Keras 3 writes otherwise, without Keras 3."""

import numpy as np
import pytest

import keras
from keras.saving.config import keras3


def operation(class_name, module="keras.src.ops.numpy", **config):
    return {
        "module": module,
        "class_name": class_name,
        "config": {"name": "it", **config},
        "name": "it",
    }


def symbol(name):
    history = {"keras_history": [name, 0, 0]}
    return {"class_name": "__keras_tensor__", "config": history}


def model_of(described, *args):
    """A model of one operation on its input, as Keras 3 describes it."""
    entry = {
        "class_name": "InputLayer",
        "config": {"batch_shape": [None, 2], "dtype": "float32", "name": "x"},
        "name": "x",
        "inbound_nodes": [],
    }
    call = {"args": list(args), "kwargs": {}}
    config = {
        "name": "model",
        "layers": [entry, {**described, "inbound_nodes": [call]}],
        "input_layers": ["x", 0, 0],
        "output_layers": ["it", 0, 0],
    }
    return keras.Model.from_config(config)


X = np.array([[1.0, 4.0]], "float32")


@pytest.mark.parametrize(
    ("class_name", "args", "result"),
    [
        ("Add", (symbol("x"), 2), X + 2),
        ("Subtract", (1, symbol("x")), 1 - X),
        ("Multiply", (3, symbol("x")), 3 * X),
        ("TrueDivide", (2.0, symbol("x")), 2 / X),
        ("NotEqual", (symbol("x"), 4), [[True, False]]),
        ("Sqrt", (symbol("x"),), [[1.0, 2.0]]),
    ],
)
def test_an_operation_is_no_layer_of_its_name(class_name, args, result):
    model = model_of(operation(class_name), *args)
    np.testing.assert_array_equal(model(X), result)


def test_an_operation_of_an_hdf5_file_has_a_name_alone():
    described = operation("Add")
    del described["module"]
    model = model_of(described, symbol("x"), 3.0)
    np.testing.assert_array_equal(model(X), X + 3)
    # A layer has its type.
    described["config"]["dtype"] = "float32"
    model = model_of(described, [symbol("x"), symbol("x")])
    assert isinstance(model.layers[-1], keras.layers.Add)


def test_every_operation_that_is_read_is_a_function_that_a_file_may_name():
    for class_name in keras3._OPERATIONS:
        described = keras3.operation_in_our_words(operation(class_name))
        layer = keras.layers.deserialize(described)
        assert layer.name == "it"


@pytest.mark.parametrize("class_name", ["Sum", "Concatenate", "Nothing"])
def test_an_operation_that_is_not_read_is_told(class_name):
    expected = f"Expected one of .*Received: {class_name} of keras.src.ops"
    with pytest.raises(ValueError, match=expected):
        model_of(operation(class_name, axis=1), symbol("x"))


def test_a_layer_stays_a_layer():
    for module in ("keras.layers", "keras.src.layers.merging.add", None):
        described = operation("Add", module)
        assert keras3.operation_in_our_words(described) is described


def test_hard_sigmoid_of_a_keras_3_file_is_its_own_function():
    # x / 6 + 1/2 there; 0.2 x + 1/2 in Keras 2, and here.
    policy = {"module": "keras", "class_name": "DTypePolicy"}
    policy["config"] = {"name": "float32"}
    config = {"activation": "hard_sigmoid", "dtype": policy, "name": "it"}
    theirs, ours = (
        keras.layers.deserialize({"class_name": "Activation", "config": each})
        for each in (config, {**config, "dtype": "float32"})
    )
    x = np.array([-2.7, -1.0, 2.7], "float32")
    np.testing.assert_allclose(theirs(x), [0.05, 1 / 3, 0.95], rtol=1e-6)
    np.testing.assert_allclose(ours(x), [0, 0.3, 1], atol=1e-6)
    again = keras.layers.Activation.from_config(theirs.get_config())
    np.testing.assert_array_equal(again(x), theirs(x))


def test_that_of_a_cell_and_a_gate_is_too():
    policy = {"module": "keras", "class_name": "DTypePolicy"}
    policy["config"] = {"name": "float32"}
    gate = {"recurrent_activation": "hard_sigmoid", "units": 2}
    config = {**gate, "dtype": policy}
    layer = keras.layers.deserialize({"class_name": "LSTM", "config": config})
    assert layer.recurrent_activation is keras.activations.relu6_sigmoid
    cell = {"class_name": "GRUCell", "module": "keras.layers", "config": config}
    config = {"cell": cell, "dtype": policy}
    layer = keras.layers.deserialize({"class_name": "RNN", "config": config})
    assert layer.cell.recurrent_activation is keras.activations.relu6_sigmoid
