"""Compiled steps follow every change of a model's layers and variables."""

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.ones((4, 3), "float32")
Y = np.zeros((4, 2), "float32")


class Stack(keras.Model):
    """Dense layers in a list, and a factor of its own."""

    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(1.0)
        self.blocks = [keras.layers.Dense(2, kernel_initializer="ones")]
        self.module = tf.Module()
        self.module.offset = tf.Variable(0.0)

    def call(self, x):
        for layer in self.blocks:
            x = layer(x)
        return x * self.factor + self.module.offset


def used(model):
    model.compile(keras.optimizers.SGD(0.0), "mse")
    model.predict(X, verbose=0)
    model.fit(X, Y, verbose=0)
    model.evaluate(X, Y, verbose=0)
    model.test_on_batch(X, Y)
    np.testing.assert_allclose(model.predict(X, verbose=0), np.full((4, 2), 3))
    return model


def doubled(x):
    return 2.0 * x


def replace_kernel(model):
    model.blocks[0].kernel = tf.Variable(tf.fill((3, 2), 2.0))


def replace_factor(model):
    model.factor = tf.Variable(2.0)


def replace_offset(model):
    model.module.offset = tf.Variable(3.0)


def append(model):
    model.blocks.append(keras.layers.Lambda(doubled))


def insert(model):
    model.blocks.insert(0, keras.layers.Lambda(doubled))


def replace_list(model):
    model.blocks = [*model.blocks, keras.layers.Lambda(doubled)]


CHANGES = (
    replace_kernel,
    replace_factor,
    replace_offset,
    append,
    insert,
    replace_list,
)
JUDGED = {
    "predict": lambda m: m.predict(X, verbose=0),
    "predict_on_batch": lambda m: m.predict_on_batch(X),
    "evaluate": lambda m: np.full((4, 2), m.evaluate(X, Y, verbose=0) ** 0.5),
    "test_on_batch": lambda m: np.full((4, 2), m.test_on_batch(X, Y) ** 0.5),
}


@pytest.mark.parametrize("how", JUDGED)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_by_compiled_steps(change, how):
    model = used(Stack())
    change(model)
    np.testing.assert_allclose(JUDGED[how](model), np.full((4, 2), 6.0))


def test_layers_in_another_order_are_called_in_it():
    model = used(Stack())
    model.blocks.append(keras.layers.Lambda(doubled))
    model.blocks.append(keras.layers.Lambda(tf.sin))
    first = model.predict(X, verbose=0)
    model.blocks[1:] = reversed(model.blocks[1:])
    np.testing.assert_allclose(first, np.full((4, 2), np.sin(6.0)), 1e-5)
    np.testing.assert_allclose(
        model.predict(X, verbose=0), np.full((4, 2), 2 * np.sin(3.0)), 1e-5
    )


@pytest.mark.parametrize("compiled_anew", [False, True])
def test_a_variable_put_in_anothers_place_is_trained_or_refused(compiled_anew):
    dense = keras.layers.Dense(2)
    model = keras.Sequential([keras.Input((3,)), dense])
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    old, new = dense.kernel, tf.Variable(tf.ones((3, 2)), name="new")
    dense.kernel = new
    before = old.numpy()
    if compiled_anew:
        model.compile("sgd", "mse")
        model.fit(X, Y, verbose=0)
        assert np.all(new.numpy() < 1.0)
    else:
        with pytest.raises(ValueError, match="new"):
            model.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(old, before)


class Late(keras.Model):
    """Makes its layer, and its variables, when it's first called."""

    def __init__(self):
        super().__init__()
        self.traces = 0
        self.inner = None

    def call(self, x):
        self.traces += not tf.executing_eagerly()
        if self.inner is None:
            self.inner = keras.layers.Dense(2)
        return self.inner(x)


def test_what_a_first_call_makes_has_nothing_compiled_anew():
    model = Late()
    model.compile("adam", "mse")
    model.predict(X, verbose=0)
    model.fit(X, Y, verbose=0)
    model.evaluate(X, Y, verbose=0)
    traces = model.traces
    model.fit(X, Y, verbose=0)
    model.evaluate(X, Y, verbose=0)
    model.predict(X, verbose=0)
    assert model.traces == traces
