"""Operations of Keras 3 in graphs, without Keras 3."""

import numpy as np
import pytest

import keras
from keras.saving.config import keras3_operations


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


@pytest.mark.parametrize(
    ("class_name", "config", "args", "result"),
    [
        (
            "Concatenate",
            {"axis": -1},
            ([symbol("x"), symbol("x")],),
            [1, 4] * 2,
        ),
        ("Clip", {"x_min": 2, "x_max": 3}, (symbol("x"),), [2, 3]),
        ("Sum", {"axis": 1, "keepdims": True}, (symbol("x"),), [5]),
        ("LeakyRelu", {"negative_slope": 0.5}, (symbol("x"),), [1, 4]),
        ("Reshape", {"newshape": [-1, 1, 2]}, (symbol("x"),), [[1, 4]]),
        ("Elu", {"alpha": 1.0}, (symbol("x"),), [1, 4]),
    ],
)
def test_an_operation_has_arguments_in_its_config(
    class_name, config, args, result
):
    described = operation(class_name, **config)
    model = model_of(described, *args)
    np.testing.assert_array_equal(model(X), [result])
    # Before 3.12, and in HDF5.
    del described["config"]["name"], described["module"]
    model = model_of(described, *args)
    np.testing.assert_array_equal(model(X), [result])
    assert model.layers[-1].name == "it"


def test_an_operation_of_an_hdf5_file_has_a_name_alone():
    described = operation("Add")
    del described["module"]
    model = model_of(described, symbol("x"), 3.0)
    np.testing.assert_array_equal(model(X), X + 3)
    described = operation("Concatenate", axis=-1)
    del described["module"]
    model = model_of(described, [symbol("x"), symbol("x")])
    np.testing.assert_array_equal(model(X), [[1, 4, 1, 4]])
    described = operation("Add")
    del described["module"]
    # A layer has its type.
    described["config"]["dtype"] = "float32"
    model = model_of(described, [symbol("x"), symbol("x")])
    assert isinstance(model.layers[-1], keras.layers.Add)


@pytest.mark.parametrize(
    ("class_name", "config", "dtype", "received"),
    [
        ("Elu", {"alpha": 2.0}, "float32", "'alpha': 2.0"),
        ("Concatenate", {}, "float32", "'axis': None"),
        ("Mean", {"axis": 1, "keepdims": False}, "int32", "'int32'"),
    ],
)
def test_an_operation_that_would_compute_otherwise_is_told(
    class_name, config, dtype, received
):
    entry = symbol("x")
    entry["config"]["dtype"] = dtype
    with pytest.raises(ValueError, match=f"{class_name}.*{received}"):
        model_of(operation(class_name, **config), entry)


def test_every_operation_that_is_read_is_a_function_that_a_file_may_name():
    for class_name, known in keras3_operations._OPERATIONS.items():
        config = {**dict.fromkeys(known.keys(), 1), **known.fixed}
        described = keras3_operations.in_our_words(
            operation(class_name, **config)
        )
        layer = keras.layers.deserialize(described)
        assert layer.name == "it"


def test_a_layer_stays_a_layer():
    for module in ("keras.layers", "keras.src.layers.merging.add", None):
        described = operation("Add", module)
        assert keras3_operations.in_our_words(described) is described
