"""Models made of symbolic tensors come back from their configs."""

import numpy as np
import tensorflow as tf

import keras

layers = keras.layers


def ones(*shape):
    return np.ones(shape, "float32")


def dense(units=1, **arguments):
    return layers.Dense(units, kernel_initializer="ones", **arguments)


def two_in_two_out(structure):
    """a + 1 and a * b, with inputs and outputs in a structure."""
    a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b")
    outputs = {"sum": a + 1, "product": a * b}
    if structure is dict:
        return keras.Model({"a": a, "b": b}, outputs)
    return keras.Model(structure([a, b]), structure(outputs.values()))


def assert_comes_back(model, *inputs):
    again = keras.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    value = inputs[0] if len(inputs) == 1 else list(inputs)
    tf.nest.map_structure(
        np.testing.assert_array_equal, again(value), model(value)
    )
    assert [a.name for a in again.layers] == [a.name for a in model.layers]
    return again


def test_a_shared_layer_comes_back_shared():
    a, b, shared = keras.Input((2,)), keras.Input((2,)), layers.Dense(3)
    model = keras.Model([a, b], layers.Concatenate()([shared(a), shared(b)]))
    again = assert_comes_back(model, ones(1, 2), 2 * ones(1, 2))
    assert len(again.weights) == 2


def test_a_nested_model_comes_back():
    x = keras.Input((2,))
    inner = keras.Model(x, [layers.Dense(2)(x), x])
    y = keras.Input((2,))
    model = keras.Model(y, layers.Add()(inner(y)))
    assert_comes_back(model, ones(1, 2))


def test_keyword_arguments_of_calls_come_back():
    x, y = keras.Input((2,)), keras.Input((2,))
    model = keras.Model([x, y], tf.where(x > y, x=x, y=y * 2))
    assert_comes_back(model, ones(1, 2), 2 * ones(1, 2))


def test_the_structure_of_inputs_and_outputs_comes_back():
    model = two_in_two_out(dict)
    again = keras.Model.from_config(model.get_config())
    found = again({"a": ones(1, 2), "b": ones(1, 2)})
    assert set(found) == {"sum", "product"}
    assert set(again.input) == {"a", "b"}


def test_a_model_cut_out_of_another_comes_back():
    x = keras.Input((2,))
    layer = layers.Dense(2)
    first, second = layer(x), layer(layer(x))
    keras.Model(x, first)
    assert_comes_back(keras.Model(x, second), ones(1, 2))


def test_frozen_layers_come_back_frozen():
    x = keras.Input((2,))
    model = keras.Model(x, dense(name="a")(dense(2, name="b")(x)))
    model.get_layer("b").trainable = False
    again = assert_comes_back(model, ones(1, 2))
    assert len(again.trainable_weights) == 2
