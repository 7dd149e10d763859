"""Clones of layers with functions: no file holds them, so they stay."""

import functools

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.linspace(-1, 1, 12, dtype="float32").reshape(3, 4)


class Callable:
    """Called as a function."""

    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return x * self.factor

    def method(self, x):
        return x + self.factor


class Wrap(keras.layers.Layer):
    """Has a layer, or a function, of somebody else's."""

    def __init__(self, inner, **kwargs):
        super().__init__(**kwargs)
        self.inner = inner

    def call(self, x):
        return self.inner(x) + 1.0


def functions():
    factor = tf.Variable(3.0, trainable=False)

    def local(x):
        return x * 5.0

    return {
        "lambda": lambda x: x * 2.0,
        "around a variable": lambda x: x * factor,
        "local": local,
        "partial": functools.partial(lambda a, x: a * x, 7.0),
        "object": Callable(2.0),
        "method": Callable(2.0).method,
        "graph": tf.function(local),
        "TensorFlow's": tf.nn.relu,
        "ours": keras.activations.relu,
    }


LAYERS = {
    "lambda": keras.layers.Lambda,
    "activation": keras.layers.Activation,
    "wrapped": lambda function: Wrap(keras.layers.Lambda(function)),
    "twice": lambda function: Wrap(Wrap(keras.layers.Activation(function))),
    "argument": Wrap,
    "time": lambda function: keras.layers.TimeDistributed(
        keras.layers.Lambda(function)
    ),
    "tied": lambda function: _tied(keras.layers.Lambda(function)),
}


def _tied(inner):
    return keras.Sequential([Wrap(inner), inner, Wrap(inner)])


@pytest.mark.parametrize("kind", functions())
@pytest.mark.parametrize("name", LAYERS)
def test_a_clone_calls_the_same_functions(name, kind):
    shape = (4, 1) if name == "time" else (4,)
    x = keras.Input(shape)
    model = keras.Model(x, LAYERS[name](functions()[kind])(x))
    given = X[..., None] if name == "time" else X
    clone = keras.models.clone_model(model)
    np.testing.assert_array_equal(clone(given), model(given))


class Plain(keras.Model):
    """Calls a function in Python."""

    def __init__(self, function, **kwargs):
        super().__init__(**kwargs)
        self.function = function

    def call(self, x):
        return self.function(x)


@pytest.mark.parametrize("kind", functions())
def test_a_clone_of_a_users_model_has_its_function(kind):
    model = Plain(functions()[kind])
    clone = keras.models.clone_model(model)
    np.testing.assert_array_equal(clone(X), model(X))
    if kind != "ours":
        assert clone.function is model.function


def test_a_layer_that_keeps_a_tuple_of_lists_is_cloned():
    class Pair(keras.layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.pair = (1, [2, 3])

        def call(self, inputs):
            return inputs

    model = keras.Sequential([keras.Input((2,)), Pair()])
    clone = keras.models.clone_model(model)
    assert tuple(clone.layers[0].pair) == (1, [2, 3])
