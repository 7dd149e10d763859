"""Tests of `get_source_inputs`."""

import pytest
import tensorflow as tf

from keras import layers
from keras.engine.graph import input_layer
from keras.utils import source_inputs


@pytest.fixture
def graph():
    a, b = input_layer.Input((2,), name="a"), input_layer.Input((2,), name="b")
    hidden = layers.Dense(2)(b)
    return a, b, layers.Concatenate()([layers.Add()([hidden, a]), hidden])


def test_inputs_come_once_in_the_order_of_their_use(graph):
    a, b, output = graph
    found = source_inputs.get_source_inputs(output)
    assert [symbol is wanted for symbol, wanted in zip(found, (b, a))] == [
        True,
        True,
    ]


def test_an_input_is_its_own_source(graph):
    assert source_inputs.get_source_inputs(graph[0])[0] is graph[0]


def test_the_inputs_of_another_call_may_be_asked_for(graph):
    a, b, output = graph
    shared = layers.Dense(2)
    shared(a), shared(b)
    (found,) = source_inputs.get_source_inputs(output, shared, 1)
    assert found is b


def test_deep_graphs_need_no_recursion():
    symbol = start = input_layer.Input((2,))
    dropout = layers.Activation("linear")
    for _ in range(1500):
        symbol = dropout(symbol)
    assert source_inputs.get_source_inputs(symbol)[0] is start


def test_a_tensor_with_a_value_is_refused():
    with pytest.raises(TypeError, match="symbolic tensor.*Received: tensor="):
        source_inputs.get_source_inputs(tf.ones(2))
