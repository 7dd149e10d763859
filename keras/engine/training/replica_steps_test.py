"""Losses, metrics and label checks on two replicas: one device's numbers."""

import contextlib

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(11, 4)).astype("float32")
Y = DRAW.normal(size=(11, 3)).astype("float32")


def far(y_true, y_pred):
    return tf.abs(y_true - y_pred)


def made(scope):
    with scope:
        x = keras.Input((4,))
        head = keras.layers.Dense(3, kernel_initializer="ones")
        model = keras.Model(x, head(x))
        model.compile(
            keras.optimizers.SGD(0.05), "mse", [far], weighted_metrics=["mse"]
        )
    return model


def test_weighted_losses_and_metrics_are_those_of_one_device():
    found = []
    for scope in (contextlib.nullcontext(), two_replicas.strategy().scope()):
        model = made(scope)
        history = model.fit(
            X,
            Y,
            4,
            epochs=2,
            shuffle=False,
            verbose=0,
            sample_weight=np.arange(11.0),
        ).history
        values = model.evaluate(X, Y, batch_size=3, verbose=0)
        found.append([*history.values(), *values])
    for one, two in zip(*found, strict=True):
        np.testing.assert_allclose(two, one, rtol=1e-5)


def test_a_wrong_label_is_told_on_replicas_too_row_73():
    model = made(two_replicas.strategy().scope())
    with pytest.raises(ValueError, match="the last layer needs 2"):
        model.fit(X, Y[:, :2], verbose=0)
