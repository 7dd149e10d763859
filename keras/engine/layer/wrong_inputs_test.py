"""Layers that are called on no tensors, and layers that return none."""

import sys

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves our own package's code alone: this is a user's.
sys.modules["users_inputs"] = sys.modules[__name__]
__name__ = "users_inputs"

X = np.ones((8, 3), "float32")
Y = np.zeros((8, 1), "float32")

LAYERS = {
    "Dense": lambda: keras.layers.Dense(3),
    "Conv2D": lambda: keras.layers.Conv2D(3, 3),
    "Flatten": keras.layers.Flatten,
    "Reshape": lambda: keras.layers.Reshape((1,)),
    "Embedding": lambda: keras.layers.Embedding(3, 2),
    "BatchNormalization": keras.layers.BatchNormalization,
    "Activation": lambda: keras.layers.Activation("relu"),
}
NO_TENSORS = ["abc", b"abc", object(), {"a": object()}, np.array([object()])]


@pytest.mark.parametrize("value", NO_TENSORS, ids=lambda v: type(v).__name__)
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_says_that_it_was_given_no_tensor(name, value):
    layer = LAYERS[name]()
    with pytest.raises(TypeError) as caught:
        layer(value)
    message = str(caught.value)
    assert message.startswith(f"{name} layer '{layer.name}'")
    assert f"Received: inputs={value!r}"[:60] in message
    assert f"of type {type(value).__name__}" in message


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_says_that_it_was_given_none(name):
    layer = LAYERS[name]()
    with pytest.raises(TypeError, match=f"{layer.name}'.*Received:.*None"):
        layer(None)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_of_one_tensor_says_that_it_was_given_a_dict(name):
    layer = LAYERS[name]()
    with pytest.raises(TypeError, match=f"{layer.name}'.*one tensor.*a dict"):
        layer({"a": np.ones((2, 8, 8, 3), "float32")})


@pytest.mark.parametrize(
    ("make", "dtype"),
    [
        (lambda: keras.layers.GroupNormalization(1), "int8"),
        (lambda: keras.layers.LSTM(2), "uint64"),
        (lambda: keras.layers.LSTM(2), "complex64"),
        (lambda: keras.layers.LocallyConnected1D(2, 2), "int8"),
    ],
)
def test_a_layer_says_that_it_computes_with_floats(make, dtype):
    with pytest.raises(TypeError, match=f"floats. Received: .*{dtype}"):
        make()(np.ones((2, 4, 3), dtype))


def test_a_users_layer_takes_what_it_takes():
    class Length(keras.layers.Layer):
        def call(self, text):
            return tf.ones((len(text),))

    assert Length()("abc").shape == (3,)
    with pytest.raises(TypeError, match="no len"):
        Length()(object())


class Forgets(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.inner = keras.layers.Dense(2)

    def call(self, x):
        self.inner(x)


def dense():
    return keras.layers.Dense(1)


def forgets():
    return Forgets(name="forgets")


def sequence(*layers):
    model = keras.Sequential(list(layers))
    model.compile("sgd", "mse")
    return model


class Model(keras.Model):
    def __init__(self, eagerly, *layers):
        super().__init__()
        self.parts = list(layers)
        self.compile("sgd", "mse", run_eagerly=eagerly)

    def call(self, x):
        for part in self.parts:
            x = part(x)
        return x


def in_middle(x):
    return dense()(forgets()(x))


def in_sum(x):
    class Sum(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.part = forgets()

        def call(self, x):
            return self.part(x) + 1

    return Sum()(x)


def symbol():
    return keras.Input((3,))


FORGOTTEN = {
    "eager": lambda: in_middle(X),
    "symbolic": lambda: in_middle(symbol()),
    "no input spec": lambda: keras.layers.Activation("relu")(forgets()(X)),
    "behind one that passes it on": lambda: dense()(
        keras.layers.Dropout(0.5)(forgets()(X))
    ),
    "in a call": lambda: in_sum(X),
    "in a symbolic call": lambda: in_sum(symbol()),
    "wrapped": lambda: keras.layers.TimeDistributed(forgets())(X[:, None]),
    "stack": lambda: sequence(forgets(), dense())(X),
    "stack, last": lambda: sequence(dense(), forgets())(X),
    "stack, known": lambda: sequence(symbol(), forgets(), dense()),
    "stack, known, last": lambda: sequence(symbol(), forgets()),
    "stack, fit": lambda: sequence(forgets(), dense()).fit(X, Y, verbose=0),
    "stack, predict": lambda: sequence(forgets()).predict(X, verbose=0),
    "model's output": lambda: keras.Model(x := symbol(), forgets()(x)),
    "class": lambda: Model(False, forgets(), dense()).fit(X, Y, verbose=0),
    "class, eager": lambda: Model(True, forgets(), dense()).fit(
        X, Y, verbose=0
    ),
    "class, last": lambda: Model(False, forgets()).fit(X, Y, verbose=0),
    "class, last, eager": lambda: Model(True, forgets()).fit(X, Y, verbose=0),
}


@pytest.mark.parametrize("case", FORGOTTEN)
def test_a_layer_that_forgets_its_return_is_named(case):
    with pytest.raises(
        (TypeError, ValueError),
        match="(Forgets layer 'forgets'|Model model 'model.*').*returned None",
    ):
        FORGOTTEN[case]()


def test_a_layer_that_is_called_for_what_it_does_may_return_none():
    class Around(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.part, self.head = forgets(), keras.layers.Dense(1)

        def call(self, x):
            self.part(x)
            return self.head(x)

    for _ in range(3):
        assert Around()(X).shape == (8, 1)
    assert sequence(Around()).predict(X, verbose=0).shape == (8, 1)
    assert Model(False, forgets()).predict(X, verbose=0) is None


def test_a_none_of_long_ago_is_not_blamed():
    forgets()(X)
    dense()(X)
    with pytest.raises(TypeError) as caught:
        dense()(None)
    assert "returned None" not in str(caught.value)


@pytest.mark.parametrize("again", [1, 2, 3])
def test_a_layer_that_returned_none_before_is_named_again(again):
    layer = forgets()
    x = tf.constant(X)
    for _ in range(again):
        layer(x)
        dense()(x)
    with pytest.raises(TypeError, match="'forgets' just returned None"):
        dense()(layer(x))
