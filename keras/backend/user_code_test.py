"""Whose code something is."""

import functools

import numpy as np
import pytest

import keras
from keras.backend import user_code


def of_no_module():
    """A function such as `exec` makes."""


of_no_module.__module__ = None
X = np.ones((2, 1), "float32")


class Mixin:
    """A mix-in class behind the layer, which makes itself ready."""

    def __init__(self):
        self.is_mixed = True


class Base(keras.layers.Layer):
    """A layer that tells something by a property."""

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.size = size

    @property
    def limit(self):
        """What is told."""
        return float(self.size)

    def call(self, x):
        return x * self.limit


Mixin.__module__ = Base.__module__ = None


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


@pytest.mark.parametrize("name", ["Series", "Plain"])
def test_classes_of_no_module_are_read_trained_and_cloned(name):
    members = {"__module__": None, "__array__": lambda self, *args, **kw: X}
    kind = type(name, (), members)
    layer = type("Own", (Base,), {"__module__": None})(3)
    x = keras.Input((1,))
    mixed = type("Mixed", (keras.Model, Mixin), {"__module__": None})
    model = mixed(x, keras.layers.Dense(1)(layer(x)))
    model.compile("sgd", "mse")
    model.fit(kind(), X, verbose=0)
    assert layer.limit == 3.0 and model.is_mixed
    copied = keras.models.clone_model(model)
    np.testing.assert_array_equal(copied.layers[1](X), layer(X))


def test_a_module_is_of_its_package_and_no_other_of_a_longer_name():
    kind = type("Kind", (), {"__module__": "tables.inner"})
    assert user_code.is_of(kind, "tables")
    assert user_code.is_of(kind, "tables.inner")
    assert not user_code.is_of(kind, "tab")
    assert not user_code.is_of(of_no_module, "tables")
    assert user_code.module_of(of_no_module) == ""


def test_names_of_nested_functions_are_a_functions():
    def outer():
        return [np.abs(x) for x in (lambda: np.ones(2))()]

    assert user_code.names_in(outer) >= {"np", "abs", "ones"}
    assert user_code.names_in(len) == set()
