"""After a failed `tf.map_fn` in a model, TensorFlow works as before."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

X = np.ones((4, 3), "float32")
LOOPS = {
    "map": lambda fn, x: tf.map_fn(fn, x),
    "scan": lambda fn, x: tf.scan(lambda total, row: fn(row), x),
    "fold": lambda fn, x: tf.foldl(lambda total, row: fn(row), x),
}


def fails(row):
    raise ValueError("no such row")


class Loop(keras.layers.Layer):
    def __init__(self, loop):
        super().__init__()
        self.loop = loop

    def call(self, inputs):
        return self.loop(fails, inputs)


@pytest.fixture(autouse=True)
def scope():
    """Yields the scope that all graphs share, and leaves it as it was."""
    found = []

    @tf.function(autograph=False)
    def forget(number):
        scope = tf.compat.v1.get_variable_scope()
        scope.set_caching_device(None)
        found.append(scope)

    forget(1)
    yield found[0]
    forget(2)


def in_a_step(loop):
    model = keras.Sequential([Loop(loop)])
    model.compile("sgd", "mse")
    model.fit(X, X, verbose=0)


WAYS = {
    "symbolic layer": lambda loop: Loop(loop)(keras.Input((3,))),
    "symbolic function": lambda loop: loop(fails, keras.Input((3,))),
    "lambda": lambda loop: keras.layers.Lambda(lambda x: loop(fails, x))(
        keras.Input((3,))
    ),
    "step": in_a_step,
    "function": lambda loop: tf.function(Loop(loop))(X),
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_strategy_is_entered_after_a_failed_loop(way, loop):
    with pytest.raises(ValueError, match="no such row"):
        way(loop)
    with two_replicas.strategy().scope():
        optimizer = keras.optimizers.SGD(0.5)
    assert optimizer.learning_rate.numpy() == 0.5


def test_a_symbol_from_outside_leaves_nothing_either(scope):
    x = keras.Input((3,))
    with pytest.raises(TypeError, match="from outside"):
        tf.map_fn(lambda row: row + x, x)
    assert scope.caching_device is None
