"""Whose code something is."""

import functools

import numpy as np
import pytest

import keras
from keras.backend import user_code


def of_no_module():
    """A function such as `exec` makes."""


of_no_module.__module__ = None


@pytest.mark.parametrize(
    "thing",
    [
        keras.losses.mse,
        keras.losses.MeanSquaredError,
        keras.losses.MeanSquaredError(),
        functools.partial(keras.losses.binary_crossentropy, from_logits=True),
        keras.Sequential().train_step,
    ],
    ids=["function", "class", "object", "partial", "method"],
)
def test_what_the_package_defines_is_no_users(thing):
    assert not user_code.is_users(thing)


@pytest.mark.parametrize(
    "thing",
    [of_no_module, np.add, lambda: 0, functools.partial(of_no_module)],
    ids=["of no module", "ufunc", "lambda", "partial"],
)
def test_everything_else_is_a_users(thing):
    assert user_code.is_users(thing)


def test_a_loss_and_a_metric_of_no_module_train():
    def of_nobody(y_true, y_pred):
        return (y_true - y_pred) ** 2

    of_nobody.__module__ = None
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", of_nobody, [of_nobody])
    history = model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)
    assert history.history.keys() == {"loss", "of_nobody"}
