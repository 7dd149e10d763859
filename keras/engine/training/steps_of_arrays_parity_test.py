"""Arrays and a number of steps: the sizes of the batches, as tf_keras's."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

X = np.arange(22.0, dtype="float32").reshape(11, 2)
Y = X[:, :1]


def sizes_of(package, method, **arguments):
    """Runs a method of a model; returns the rows of each batch it saw."""
    seen = []

    class Watched(package.Model):
        def call(self, x):
            seen.append(int(tf.shape(x)[0]))
            return tf.reduce_sum(x, -1, keepdims=True)

    model = Watched()
    model.compile("sgd", "mse", run_eagerly=True)
    data = (X,) if method == "predict" else (X, Y)
    model(X[:1])
    seen.clear()
    getattr(model, method)(*data, verbose=0, **arguments)
    return seen


CASES = [
    ("evaluate", {"steps": 1}),
    ("evaluate", {"steps": 3}),
    ("evaluate", {"steps": 3, "batch_size": 2}),
    ("predict", {"steps": 2}),
    ("predict", {"steps": 2, "batch_size": 4}),
    ("predict", {}),
]


@pytest.mark.parametrize("method,arguments", CASES)
def test_steps_divide_the_rows_unless_a_size_is_given(method, arguments):
    found = sizes_of(keras, method, **arguments)
    assert found == sizes_of(tf_keras, method, **arguments)


def batches_of_fit(package, **arguments):
    """Fits a weight; returns it, and how many values `predict` returns."""
    model = package.Sequential([package.layers.Dense(1, input_shape=(2,))])
    model.compile(package.optimizers.SGD(1e-4), "mse")
    model.set_weights([np.ones((2, 1)), np.zeros(1)])
    history = model.fit(X, Y, verbose=0, shuffle=False, **arguments).history
    return history


@pytest.mark.parametrize(
    "arguments",
    [
        {"steps_per_epoch": 1, "epochs": 3},
        {"steps_per_epoch": 3, "epochs": 2},
        {"steps_per_epoch": 2, "batch_size": 2},
        {"validation_data": (X[:7], Y[:7]), "validation_steps": 2},
        {"validation_split": 0.4, "validation_steps": 2, "batch_size": 1},
    ],
)
def test_fit_sees_the_same_batches(arguments):
    found = batches_of_fit(keras, **arguments)
    expected = batches_of_fit(tf_keras, **arguments)
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-5)
