"""Activation layers on other types than floats."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

LAYERS = {
    "plain": ("ReLU", {}),
    "threshold": ("ReLU", {"threshold": 0.5}),
    "capped": ("ReLU", {"max_value": 2.5}),
    "sloped": ("ReLU", {"negative_slope": 0.5}),
    "all": ("ReLU", {"max_value": 3, "negative_slope": 2, "threshold": 1.5}),
    "leaky": ("LeakyReLU", {}),
    "relu": ("Activation", {"activation": "relu6"}),
}
NUMBERS = np.array([[-2, -1, 0], [1, 2, 4]])


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64"])
@pytest.mark.parametrize("case", LAYERS)
def test_whole_numbers_are_those_of_keras_2(case, dtype):
    kind, options = LAYERS[case]
    x = tf.cast(NUMBERS, dtype)
    found, expected = (
        getattr(k.layers, kind)(**options)(x) for k in (keras, tf_keras)
    )
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == expected.dtype
    input = keras.Input((3,), dtype=dtype)
    outputs = getattr(keras.layers, kind)(**options)(input)
    np.testing.assert_array_equal(keras.Model(input, outputs)(x), expected)


@pytest.mark.parametrize("in_graph", [False, True])
@pytest.mark.parametrize(
    ("kind", "dtype"),
    [
        ("ELU", "bool"),
        ("ELU", "int32"),
        ("ELU", "complex64"),
        ("ReLU", "bool"),
        ("ReLU", "complex64"),
    ],
)
def test_other_types_are_told_of(kind, dtype, in_graph):
    layer = getattr(keras.layers, kind)()
    call = tf.function(layer.__call__, autograph=False) if in_graph else layer
    x = tf.cast(abs(NUMBERS), dtype)
    told = rf"{kind} layer .*Expected .*Received: inputs={dtype} \(2, 3\)"
    with pytest.raises((TypeError, ValueError), match=told):
        call(x)
