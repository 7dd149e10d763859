"""Layers, models and calls of `fit` that are of different strategies."""

import contextlib

import numpy as np
import pytest

import keras
from keras.testing import two_replicas

X = np.ones((4, 3), "float32")


def built(units=3):
    layer = keras.layers.Dense(units)
    layer.build((None, 3))
    return layer


def model_of(layer):
    model = keras.Sequential([keras.Input((3,)), layer])
    model.compile("sgd", "mse")
    return model


def fit(model):
    model.fit(X, X, verbose=0)


def scopes():
    return contextlib.nullcontext(), two_replicas.strategy().scope()


@pytest.mark.parametrize(
    "of_layer, of_model, received",
    [
        (0, 1, "a variable of no strategy, and a model of Mirrored.*sync=2"),
        (1, 0, "a variable of Mirrored.*sync=2, and a model of Default"),
    ],
)
def test_a_layer_of_another_scope_is_told(of_layer, of_model, received):
    with scopes()[of_layer]:
        layer = built()
    with scopes()[of_model]:
        model = model_of(layer)
    with pytest.raises(ValueError, match=f"'kernel:0'.*built.*{received}.*one"):
        fit(model)


def test_a_fit_in_another_scope_is_told():
    model = model_of(built())
    with two_replicas.strategy().scope():
        with pytest.raises(ValueError, match="a scope of Mirrored.*of Default"):
            fit(model)
    fit(model)


def test_what_was_adapted_outside_of_the_scope_may_be_read_in_it():
    adapted = keras.layers.Normalization()
    adapted.adapt(X)
    with two_replicas.strategy().scope():
        model = keras.Sequential([adapted, keras.layers.Dense(3)])
        model.compile("sgd", "mse")
    fit(model)
