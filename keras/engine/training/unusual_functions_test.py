"""Losses and metrics that are callable, and no plain functions of a module."""

import functools
import operator

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)
Y = np.ones((4, 1), "float32")


def squares(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) ** 2, -1)


def of_no_module():
    def nowhere(y_true, y_pred):
        return tf.reduce_mean((y_true - y_pred) ** 2, -1)

    nowhere.__module__ = None
    return nowhere


def scaled(y_true, y_pred, factor):
    return factor * squares(y_true, y_pred)


class Callable:
    def __call__(self, y_true, y_pred):
        return squares(y_true, y_pred)

    def method(self, y_true, y_pred):
        return squares(y_true, y_pred)

    @staticmethod
    def static(y_true, y_pred):
        return squares(y_true, y_pred)


class OfNoModule(Callable):
    __module__ = None


def executed():
    """A function of source that no module has, as notebooks make some."""
    names = {"squares": squares}
    exec("def loss(t, p): return squares(t, p)", names)
    return names["loss"]


FUNCTIONS = {
    "of no module": of_no_module,
    "executed": executed,
    "partial": lambda: functools.partial(scaled, factor=1.0),
    "instance": Callable,
    "instance of no module": OfNoModule,
    "method": lambda: Callable().method,
    "static method": lambda: Callable.static,
    "lambda": lambda: lambda t, p: squares(t, p),
    "tf.function": lambda: tf.function(squares),
}


def model_with(loss, metric=None):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.set_weights([np.ones((2, 1)), np.zeros(1)])
    model.compile("sgd", loss, metrics=[metric] if metric else None)
    return model


@pytest.mark.parametrize("make", FUNCTIONS.values(), ids=FUNCTIONS)
def test_it_is_a_loss_and_a_metric(make):
    wanted = float(np.mean((X.sum(1, keepdims=True) - Y) ** 2))
    found = model_with(make(), make()).evaluate(X, Y, verbose=0)
    np.testing.assert_allclose(found, [wanted, wanted], rtol=1e-6)
    history = model_with(make()).fit(X, Y, verbose=0).history
    np.testing.assert_allclose(history["loss"], [wanted], rtol=1e-6)


def test_a_function_of_c_is_a_loss():
    found = model_with(operator.sub).evaluate(X, Y, verbose=0)
    wanted = float(np.mean(Y - X.sum(1, keepdims=True)))
    assert found == pytest.approx(wanted, rel=1e-6)


# What has no name to be found by; so in both peers.
NAMELESS = ("partial", "instance", "instance of no module")


@pytest.mark.parametrize("kind", NAMELESS)
def test_what_has_no_name_cannot_be_saved_and_leaves_no_file(kind, tmp_path):
    model = model_with(FUNCTIONS[kind]())
    with pytest.raises(TypeError, match="Give its class a `get_config`"):
        model.save(tmp_path / "m.keras")
    assert not list(tmp_path.iterdir())
    model.save_weights(tmp_path / "w.weights.h5")
    again = model_with("mse")
    again.load_weights(tmp_path / "w.weights.h5")
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


@pytest.mark.parametrize("kind", [k for k in FUNCTIONS if k not in NAMELESS])
def test_a_model_with_it_is_saved_and_loaded_uncompiled(kind, tmp_path):
    model = model_with(FUNCTIONS[kind]())
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras", compile=False)
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))


@pytest.mark.parametrize("kind", ["of no module", "executed"])
def test_a_named_one_is_found_again(kind, tmp_path):
    function = FUNCTIONS[kind]()
    model = model_with(function)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(
        tmp_path / "m.keras", custom_objects={function.__name__: function}
    )
    assert loaded.evaluate(X, Y, verbose=0) == pytest.approx(
        model.evaluate(X, Y, verbose=0)
    )
