"""Layers that are called on Python's lists of numbers."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

ROWS = [[1.0, 2.0], [3.0, 4.0]]
NESTS = {
    "one row": [[1.0, 2.0]],
    "rows": ROWS,
    "whole": [[1, 2], [3, 4]],
    "three axes": [ROWS],
    "four axes": [[ROWS]],
    "tuples": ((1.0, 2.0), (3.0, 4.0)),
    "NumPy's": [[np.float32(1), np.float32(2)]],
}
LAYERS = {
    "Dense": lambda k: k.layers.Dense(2, kernel_initializer="ones"),
    "Embedding": lambda k: k.layers.Embedding(9, 2),
    "Normalization": lambda k: k.layers.Normalization(
        mean=[1.0, 2.0], variance=[1.0, 4.0]
    ),
    "LayerNormalization": lambda k: k.layers.LayerNormalization(),
    "Reshape": lambda k: k.layers.Reshape((-1,)),
    "Dropout": lambda k: k.layers.Dropout(0.5),
    "Rescaling": lambda k: k.layers.Rescaling(2.0),
    "ReLU": lambda k: k.layers.ReLU(),
    "Flatten": lambda k: k.layers.Flatten(),
    "IntegerLookup": lambda k: k.layers.IntegerLookup(vocabulary=[1, 3]),
    "Discretization": lambda k: k.layers.Discretization([1.5, 2.5]),
}


def built(k, name, ndim=2):
    layer = LAYERS[name](k)
    shape = (1,) * (ndim - 1) + (2,)
    layer(np.ones(shape, "int64" if name == "IntegerLookup" else "float32"))
    return layer


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize("name", LAYERS)
def test_a_list_of_numbers_is_a_tensor(name, nest):
    x = NESTS[nest]
    layer = built(keras, name, np.ndim(x))
    if name == "IntegerLookup":
        x = np.array(x, "int64").tolist()
    found, expected = layer(x), layer(tf.constant(x))
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == expected.dtype


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize(
    "name", ["Normalization", "LayerNormalization", "Reshape", "Dropout"]
)
def test_numbers_are_those_of_keras_2_where_it_computes(name, nest):
    x = NESTS[nest]
    # Statistics of two features normalize three axes, too.
    ndim = 2 if name == "Normalization" else np.ndim(x)
    found, expected = (built(k, name, ndim)(x) for k in (keras, tf_keras))
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_an_unbuilt_layer_is_built_for_it():
    layer = keras.layers.Dense(3)
    assert layer(ROWS).shape == (2, 3)
    assert layer.kernel.shape == (2, 3)


def test_strings_are_a_tensor():
    layer = keras.layers.Reshape((1,))
    assert layer(["a", "b"]).numpy().tolist() == [[b"a"], [b"b"]]


@pytest.mark.parametrize("name", ["Dense", "ReLU", "Rescaling"])
def test_rows_of_several_lengths_are_told_of(name):
    layer = LAYERS[name](keras)
    told = f"{name} layer .*one length.*Received: inputs=.*tf.ragged.constant"
    with pytest.raises(ValueError, match=told):
        layer([[1.0, 2.0], [3.0]])


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Add,
        keras.layers.Concatenate,
        lambda: keras.layers.Dot(1),
        keras.layers.Attention,
        lambda: keras.layers.LSTM(2),
    ],
)
def test_layers_of_several_inputs_tell_that_numbers_are_none(layer):
    layer = layer()
    told = f"{type(layer).__name__} layer "
    with pytest.raises(ValueError, match=told) as caught:
        layer(ROWS)
    assert "Received" in str(caught.value)
    assert "Dimension value" not in str(caught.value)


def test_a_users_layer_gets_the_list():
    class First(keras.layers.Layer):
        def call(self, inputs):
            return inputs[0] + 1

    class Own(keras.layers.Dense):
        def call(self, inputs):
            return super().call(tf.stack(inputs)[None])

    assert First()([1.0, 5.0]) == 2
    assert Own(3, input_shape=(2,)).build((None, 2)) is None
