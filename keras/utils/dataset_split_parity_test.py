"""Splits held against those of tf_keras."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

X = np.arange(10)


def parts(package, data, arguments):
    return [
        [tf.nest.map_structure(lambda leaf: leaf.numpy().tolist(), element)
         for element in side]
        for side in package.utils.split_dataset(data(), **arguments)
    ]  # fmt: skip


DATA = {
    "array": lambda: X,
    "tuple": lambda: (X, 2 * X),
    "list": lambda: [X, 2 * X],
    "matrix": lambda: np.ones((10, 3)),
    "rows": lambda: tf.data.Dataset.from_tensor_slices((X, 2 * X)),
    "batches": lambda: tf.data.Dataset.from_tensor_slices((X, X)).batch(4),
}
SIZES = [
    {"left_size": 0.8},
    {"left_size": 3},
    {"right_size": 3},
    {"right_size": 0.25},
    {"left_size": 2, "right_size": 3},
    {"left_size": 0.2, "right_size": 0.5},
    {"left_size": 0.2, "right_size": 5},
    {"left_size": 0.5, "shuffle": True, "seed": 1},
]


@pytest.mark.parametrize("data", DATA.values(), ids=DATA)
@pytest.mark.parametrize("arguments", SIZES, ids=str)
def test_a_split_has_the_rows_of_tf_keras(data, arguments):
    found = parts(keras, data, arguments)
    assert found == parts(tf_keras, data, arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"left_size": 10},
        {"left_size": 11},
        {"left_size": 0},
        {"left_size": -1},
        {"left_size": 1.0},
        {"left_size": 0.0},
        {"left_size": "a"},
        {"left_size": 6, "right_size": 6},
        {"left_size": 0.6, "right_size": 0.6},
    ],
    ids=str,
)
def test_a_split_is_refused_where_tf_keras_does(arguments):
    with pytest.raises((ValueError, TypeError)) as theirs:
        tf_keras.utils.split_dataset(X, **arguments)
    with pytest.raises(theirs.type, match="split_dataset: .*Received"):
        keras.utils.split_dataset(X, **arguments)
