"""Which optimizers are scaled by `compile`."""

import pytest

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


def test_an_optimizer_that_is_not_scaled_is_told():
    adam = keras.optimizers.legacy.Adam()
    model = Halves()
    with pytest.warns(UserWarning, match="such as keras.optimizers.Adam,"):
        model.compile(adam, "mse")
    assert model.optimizer is adam
