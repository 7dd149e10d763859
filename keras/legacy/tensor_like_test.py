"""A layer's object that becomes a tensor: a loss gets it, layers its tensor."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.legacy import tensor_tools


class Spread:
    """A normal distribution, which becomes its mean."""

    def __init__(self, mean, scale):
        self.mean, self.scale = mean, scale
        self.shape, self.dtype = mean.shape, mean.dtype

    def cost(self, y):
        return tf.square((y - self.mean) / self.scale)


tf.register_tensor_conversion_function(
    Spread, lambda spread, *args, **kwargs: tf.identity(spread.mean)
)


class Spreading(keras.layers.Layer):
    def call(self, x):
        return Spread(x, 2.0)


@pytest.mark.parametrize("form", ["stack", "graph"])
def test_a_loss_gets_the_object_that_a_layer_returns(form):
    tensor_tools.register_symbolic_tensor_type(Spread)
    dense = keras.layers.Dense(1, kernel_initializer="ones")
    if form == "stack":
        model = keras.Sequential([dense, Spreading()])
    else:
        x = keras.Input((2,))
        model = keras.Model(x, Spreading()(dense(x)))
    model.compile("sgd", loss=lambda y, spread: spread.cost(y))
    x, y = np.ones((4, 2), "float32"), np.full((4, 1), 6.0, "float32")
    assert isinstance(model(x), Spread)
    # ((6 - 2) / 2) ** 2
    assert model.fit(x, y, verbose=0).history["loss"] == pytest.approx([4.0])
    assert model.predict(x, verbose=0).shape == (4, 1)
