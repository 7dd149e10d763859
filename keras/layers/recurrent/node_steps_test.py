"""Converters get a loop that they know, and make one node of it."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

X = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")
LAYERS = {
    "LSTM": (layers.LSTM, {}),
    "hard LSTM": (
        layers.LSTM,
        {"activation": "relu", "recurrent_activation": "hard_sigmoid"},
    ),
    "backward LSTM": (layers.LSTM, {"go_backwards": True, "use_bias": False}),
    "GRU": (layers.GRU, {"return_sequences": True}),
    "GRU of relu": (layers.GRU, {"activation": "relu", "use_bias": False}),
}


def traced(model):
    """Returns the model's call as TensorFlow's `trace_model_call` traces it."""

    @tf.function(input_signature=[tf.TensorSpec((None, None, 3))])
    def _wrapped_model(inputs):
        return model(inputs, training=False)

    return _wrapped_model.get_concrete_function()


def loop_of(function) -> list:
    """Returns the operations of the function that has a product in it."""
    functions = function.graph.as_graph_def().library.function
    found = [[node.op for node in each.node_def] for each in functions]
    return next(operations for operations in found if "MatMul" in operations)


@pytest.mark.parametrize("case", LAYERS.values(), ids=LAYERS)
def test_the_steps_of_a_converter_compute_the_same(case):
    # row 51, row 237
    kind, options = case
    layer = kind(4, bias_initializer="normal", **options)
    want = layer(X)
    function = traced(layer)
    np.testing.assert_allclose(function(tf.constant(X)), want, 1e-5, 1e-6)
    assert loop_of(function).count("MatMul") == 2


def test_what_has_no_node_is_traced_as_ever():
    # row 237
    masked = keras.Sequential([layers.Masking(), layers.LSTM(4)])
    before = keras.Sequential([layers.GRU(4, reset_after=False)])
    for model in (masked, before):
        want = model(X)
        np.testing.assert_allclose(traced(model)(tf.constant(X)), want, 1e-5)


def test_loops_of_a_converter_have_no_limit():
    # Core ML's converter drops the limit from what a loop carries.
    masked = keras.Sequential([layers.Masking(), layers.LSTM(4)])
    for model in (layers.LSTM(4), layers.GRU(4), masked):
        model(X)
        graph = traced(model).graph
        loops = [op for op in graph.get_operations() if "While" in op.type]
        assert [tf.get_static_value(op.inputs[1]) for op in loops] == [-1]
