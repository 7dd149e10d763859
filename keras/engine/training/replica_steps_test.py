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


class Measures(keras.layers.Layer):
    """Has a metric of its own, as `call` may."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.mean = keras.metrics.Mean(name="mean")

    def call(self, inputs):
        self.mean.update_state(inputs)
        return inputs


class Adds(keras.layers.Layer):
    """Adds a metric in `call`, as in Keras 2."""

    def call(self, inputs):
        self.add_metric(inputs, name="mean")
        return inputs


class Centres(keras.layers.Layer):
    """Asks the other replicas, and says what it found."""

    def call(self, inputs):
        replica = tf.distribute.get_replica_context()
        everybody = replica.all_gather(inputs, 0)
        total = replica.all_reduce("sum", tf.reduce_sum(inputs))
        size = tf.cast(tf.size(everybody), inputs.dtype)
        self.add_metric(total / size, name="mean")
        return inputs - total / size


def subclassed(layer):
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.last = layer, keras.layers.Dense(3)

        def call(self, inputs):
            return self.last(self.first(inputs))

    return Model()


def functional(layer):
    x = keras.Input((4,))
    return keras.Model(x, keras.layers.Dense(3)(layer(x)))


def sequential(layer):
    return keras.Sequential([layer, keras.layers.Dense(3)])


def stepping(layer):
    """A model whose step is its own: the first call is in a replica."""

    class Steps(type(subclassed(layer))):
        def train_step(self, data):
            self(data[0])
            return {m.name: m.result() for m in self.metrics}

    return Steps()


@pytest.mark.parametrize("kind", [subclassed, functional, sequential, stepping])
@pytest.mark.parametrize("layer", [Measures, Adds, Centres])
def test_what_a_call_measures_is_measured_over_all_replicas(layer, kind):
    with two_replicas.strategy().scope():
        model = kind(layer())
        model.compile("sgd", "mse")
    x = np.arange(32.0, dtype="float32").reshape(8, 4)
    for _ in range(2):
        history = model.fit(
            x, Y[:8], batch_size=4, shuffle=False, verbose=0
        ).history
        np.testing.assert_allclose(history["mean"], [x.mean()])
