"""Code that knows Keras 2's layers by private names reads and sets them."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.ones((2, 3), "float32")


def test_a_layer_whose_calls_are_emptied_goes_into_another_model():
    inputs = keras.Input((3,))
    dense = keras.layers.Dense(2)
    old = keras.Model(inputs, keras.layers.Dense(1)(dense(inputs)))
    new_inputs = keras.Input((3,), name="new")
    x = new_inputs
    for layer in old.layers[1:]:
        layer._inbound_nodes = []
        layer._outbound_nodes = []
        x = layer(x)
    assert dense.input is new_inputs and len(dense._inbound_nodes) == 1
    assert dense.inbound_nodes is dense._inbound_nodes
    new = keras.Model(new_inputs, x)
    np.testing.assert_array_equal(new(X), old(X))
    assert new.get_config()["layers"][1]["inbound_nodes"]


def test_a_layer_without_calls_has_no_input():
    dense = keras.layers.Dense(2)
    dense(keras.Input((3,)))
    dense._inbound_nodes.clear()
    with pytest.raises(AttributeError, match="never called"):
        _ = dense.input


def test_outbound_nodes_can_be_read_and_emptied():
    dense, relu = keras.layers.Dense(2), keras.layers.ReLU()
    outputs = relu(dense(keras.Input((3,))))
    assert dense._outbound_nodes == relu._inbound_nodes
    dense._outbound_nodes = []
    assert dense.outbound_nodes == [] and outputs.shape == (None, 2)


def test_the_built_shape_is_told_and_set():
    dense = keras.layers.Dense(2)
    assert dense._build_input_shape is None
    dense(X)
    assert tuple(dense._build_input_shape) == (2, 3)
    dense._build_input_shape = tf.TensorShape((None, 3))
    assert dense.get_build_config() == {"input_shape": (None, 3)}
    dense._build_input_shape = None
    assert dense._build_input_shape is None


def test_layers_are_flattened_parents_first():
    inner = keras.Sequential([keras.layers.Dense(1, name="deep")], name="mid")
    model = keras.Sequential([keras.Input((3,)), inner], name="top")
    names = [layer.name for layer in model._flatten_layers()]
    assert names == ["top", "mid", "deep"]
    flat = model._flatten_layers(recursive=False, include_self=False)
    assert [layer.name for layer in flat] == ["mid"]


def test_models_tell_their_kind():
    functional = keras.Sequential([keras.Input((3,)), keras.layers.ReLU()])
    unknown = keras.Sequential([keras.layers.ReLU()])
    kinds = [m._is_graph_network for m in (functional, unknown, keras.Model())]
    assert kinds == [True, False, False]
    assert not functional._is_compiled
    functional.compile("sgd", "mse")
    assert functional._is_compiled
    layer = keras.layers.Dense(1, dtype="mixed_float16")
    assert layer._compute_dtype == "float16"
