"""Which optimizers are scaled by `compile`."""

import pytest
import tensorflow as tf

import keras
from keras.mixed_precision import loss_scale_optimizer


class Halves(keras.Model):
    def __init__(self):
        super().__init__(dtype="mixed_float16")

    def call(self, x):
        return x


def test_an_optimizer_of_a_model_of_halves_is_scaled_once():
    model = Halves()
    model.compile("adam", "mse")
    scaled = model.optimizer
    assert isinstance(scaled, loss_scale_optimizer.LossScaleOptimizer)
    model.compile(scaled, "mse")
    assert model.optimizer is scaled


def test_an_optimizer_of_keras_2_is_scaled():
    adam = keras.optimizers.legacy.Adam()
    model = Halves()
    model.compile(adam, "mse")
    scaled = model.optimizer
    assert isinstance(scaled, loss_scale_optimizer.LossScaleOptimizer)
    assert scaled.inner_optimizer is adam


def test_an_optimizer_that_cannot_be_scaled_is_refused():
    descent = tf.compat.v1.train.GradientDescentOptimizer(0.1)
    with pytest.raises(TypeError, match="GradientDescentOptimizer of"):
        Halves().compile(descent, "mse")
