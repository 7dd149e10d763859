"""Optimizers that a model has in attributes go on after a restart."""

import numpy as np
import pytest
import tensorflow as tf

import keras

__name__ = "users_code"  # AutoGraph leaves our own package's code alone.

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


class Pair(keras.Model):
    """Two layers of one shape, each with an optimizer of its own."""

    def __init__(self):
        super().__init__()
        self.one, self.other = (keras.layers.Dense(1) for _ in range(2))
        self.of_one, self.of_other = (
            keras.optimizers.Adam(r) for r in (0.1, 1)
        )

    def call(self, x):
        return self.one(x) + self.other(2 * x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape(persistent=True) as tape:
            loss = tf.reduce_mean((self(x) - y) ** 2)
        for layer, optimizer in (
            (self.one, self.of_one),
            (self.other, self.of_other),
        ):
            weights = layer.trainable_variables
            optimizer.apply_gradients(
                zip(tape.gradient(loss, weights), weights)
            )
        return {"loss": loss}


def pair():
    keras.utils.set_random_seed(1)
    model = Pair()
    model(X)
    model.compile()
    return model


class CutOff(keras.callbacks.Callback):
    """Ends training by an error."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            raise ConnectionError


def fit(model, *callbacks):
    options = {"batch_size": 8, "epochs": 4, "shuffle": False, "verbose": 0}
    model.fit(X, Y, callbacks=list(callbacks), **options)
    return model


def test_optimizers_in_attributes_go_on_too(tmp_path):
    backup = keras.callbacks.BackupAndRestore
    with pytest.raises(ConnectionError):
        fit(pair(), backup(tmp_path), CutOff())
    model = fit(pair(), backup(tmp_path))
    whole = fit(pair())
    for one, other in zip(model.variables, whole.variables, strict=True):
        np.testing.assert_array_equal(one, other)


class Slower(keras.callbacks.Callback):
    """Sets the rates of optimizers, in the first epoch alone."""

    def __init__(self, optimizers):
        super().__init__()
        self.optimizers = optimizers

    def on_epoch_end(self, epoch, logs=None):
        if epoch == 0:
            for each in self.optimizers(self.model):
                each.learning_rate = 0.01


def test_their_learning_rates_go_on_too(tmp_path):
    backup = keras.callbacks.BackupAndRestore

    def fitted(*callbacks):
        slower = Slower(lambda model: [model.of_one, model.of_other])
        return fit(pair(), *callbacks, slower)

    with pytest.raises(ConnectionError):
        fitted(backup(tmp_path), CutOff())
    model, whole = fitted(backup(tmp_path)), fitted()
    for one, other in zip(model.variables, whole.variables, strict=True):
        np.testing.assert_array_equal(one, other)


def test_rates_of_the_parts_of_a_multi_optimizer_go_on_too(tmp_path):
    backup = keras.callbacks.BackupAndRestore

    def fitted(*callbacks):
        keras.utils.set_random_seed(1)
        model = keras.Sequential(
            [
                keras.layers.Dense(2, name="base", input_shape=(3,)),
                keras.layers.Dense(1, name="head"),
            ]
        )
        by_layer = keras.optimizers.OptimizerMap(
            keras.optimizers.SGD(0.05), {"base/.*": keras.optimizers.SGD(0.02)}
        )
        model.compile(keras.optimizers.MultiOptimizer(by_layer), "mse")
        slower = Slower(lambda model: model.optimizer.optimizers[1:])
        return fit(model, *callbacks, slower)

    with pytest.raises(ConnectionError):
        fitted(backup(tmp_path), CutOff())
    model, whole = fitted(backup(tmp_path)), fitted()
    for one, other in zip(model.variables, whole.variables, strict=True):
        np.testing.assert_array_equal(one, other)
