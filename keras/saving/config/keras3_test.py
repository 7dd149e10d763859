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
