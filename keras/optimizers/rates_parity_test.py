"""The learning rate that is shown is the one that tf_keras shows."""

import csv

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.testing import two_replicas

X, Y = np.ones((12, 2), "float32"), np.ones((12, 1), "float32")


def model_of(package, rate, name="SGD"):
    one = package.layers.Dense(1, kernel_initializer="zeros")
    model = package.Sequential([package.Input((2,)), one])
    model.compile(getattr(package.optimizers, name)(rate), "mse")
    return model


def halving(package, rate=0.5):
    return package.optimizers.schedules.ExponentialDecay(rate, 1, 0.5)


def shown_in_fit(package, name):
    class Look(package.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            rates.append(float(self.model.optimizer.learning_rate))
            rates.append(float(self.model.optimizer.lr))

    model = model_of(package, halving(package), name)
    rates = [float(model.optimizer.learning_rate)]
    model.fit(X, Y, batch_size=4, epochs=2, verbose=0, callbacks=[Look()])
    return rates


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop"])
def test_a_schedule_shows_the_rate_of_the_last_step(name):
    ours = shown_in_fit(keras, name)
    assert ours == shown_in_fit(tf_keras, name)
    assert ours[:6] == [0.5, 0.5, 0.5, 0.25, 0.25, 0.125]


def shown_in_loop(package):
    optimizer = package.optimizers.SGD(halving(package))
    weight, rates = tf.Variable(1.0), []
    step = tf.function(
        lambda: optimizer.apply_gradients([(tf.constant(1.0), weight)])
    )
    for take in (step, step.python_function) * 2:
        take()
        rates += [float(optimizer.learning_rate), float(weight)]
    return rates


def test_a_loop_of_ones_own_sees_the_same():
    ours = shown_in_loop(keras)
    assert ours == shown_in_loop(tf_keras)
    assert ours == [0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625, 0.0625]


def shown_in_step(package):
    class Own(package.optimizers.SGD):
        def update_step(self, gradient, variable):
            rates.append(tf.identity(self.learning_rate))
            super().update_step(gradient, variable)

    rates, optimizer = [], Own(halving(package))
    weight = tf.Variable(1.0)
    for _ in range(3):
        optimizer.apply_gradients([(tf.constant(1.0), weight)])
    return [float(rate) for rate in rates]


def test_a_rule_of_ones_own_sees_the_rate_of_its_step():
    assert shown_in_step(keras) == shown_in_step(tf_keras) == [0.5, 0.25, 0.125]


def test_keras_3_s_name_tells_the_rate_to_come():
    model = model_of(keras, halving(keras))
    model.train_on_batch(X, Y)
    assert float(model.optimizer._get_current_learning_rate()) == 0.25


def test_replicas_show_the_rate_of_the_last_step():
    with two_replicas.strategy().scope():
        model = model_of(keras, halving(keras))
    model.fit(X, Y, batch_size=6, epochs=1, verbose=0)
    assert float(model.optimizer.learning_rate) == 0.25


def callbacks_of(package):
    callbacks = package.callbacks
    plateau = {"monitor": "loss", "patience": 1, "min_delta": 100.0}
    return {
        "constant": callbacks.LearningRateScheduler(lambda epoch, rate: rate),
        "growing": callbacks.LearningRateScheduler(
            lambda epoch: 0.001 * (epoch + 1)
        ),
        "plateau": callbacks.ReduceLROnPlateau(**plateau),
    }


def logged(package, name, path, rate=0.001):
    file = package.callbacks.CSVLogger(str(path))
    history = model_of(package, rate).fit(
        X,
        Y,
        epochs=3,
        verbose=0,
        callbacks=[callbacks_of(package)[name], file],
    )
    with open(path) as opened:
        written = [row["lr"] for row in csv.DictReader(opened)]
    return history.history["lr"], written


@pytest.mark.parametrize("name", callbacks_of(keras))
def test_the_rate_in_logs_and_files_is_written_as_by_tf_keras(name, tmp_path):
    ours, our_file = logged(keras, name, tmp_path / "ours")
    theirs, their_file = logged(tf_keras, name, tmp_path / "theirs")
    assert our_file == their_file
    assert list(map(str, ours)) == list(map(str, theirs))
    assert {type(rate) for rate in ours} == {float}  # JSON takes it


def test_a_schedule_in_logs_is_that_of_tf_keras(tmp_path):
    ours, theirs = (
        logged(p, "plateau", tmp_path / "log", halving(p))[1][:2]
        for p in (keras, tf_keras)
    )
    assert ours == theirs == ["0.5", "0.25"]
