"""A layer that runs in Python only, inside of other models and layers."""

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.array([[1.0, 2.0]], "float32")


class InPython(keras.layers.Layer):
    def __init__(self):
        super().__init__(dynamic=True)

    def call(self, inputs):
        return tf.constant(2 * inputs.numpy())

    def compute_output_shape(self, input_shape):
        return input_shape


class Around(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.inner = InPython()

    def call(self, inputs):
        return self.inner(inputs)


class AroundWithShape(Around):
    def compute_output_shape(self, input_shape):
        return input_shape


def functional(layer):
    inputs = keras.Input((2,))
    return keras.Model(inputs, layer(inputs))


def sequential(layer):
    return keras.Sequential([keras.Input((2,)), layer])


@pytest.mark.parametrize("outer", [functional, sequential])
@pytest.mark.parametrize(
    "inner",
    [
        lambda: functional(InPython()),
        lambda: sequential(InPython()),
        lambda: functional(sequential(InPython())),
        AroundWithShape,
    ],
    ids=["functional", "sequential", "twice", "layer"],
)
def test_a_dynamic_layer_runs_however_deep_it_is(outer, inner):
    model = outer(inner())
    assert model.dynamic and model.run_eagerly
    model.compile("sgd", "mse")
    model.fit(X, X, verbose=0)
    np.testing.assert_array_equal(model.predict(X, verbose=0), 2 * X)
    assert model.output_shape == (None, 2)


def test_a_layer_around_a_dynamic_one_must_tell_its_shape():
    with pytest.raises(NotImplementedError, match="Write that method"):
        Around()(keras.Input((2,)))
