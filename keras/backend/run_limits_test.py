"""Limits on epochs and batches hold in `fit`, `evaluate` and `predict`."""

import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.arange(12, dtype="float32")[:, None]


@pytest.fixture(name="limits")
def _limits():
    yield keras.config
    keras.config.set_max_epochs(None)
    keras.config.set_max_steps_per_epoch(None)


class Seen(keras.callbacks.Callback):
    """Counts batches, and keeps what training said of their number."""

    def __init__(self):
        super().__init__()
        self.batches = {"train": 0, "test": 0, "predict": 0}

    def on_train_batch_end(self, batch, logs=None):
        self.batches["train"] += 1

    def on_test_batch_end(self, batch, logs=None):
        self.batches["test"] += 1

    def on_predict_batch_end(self, batch, logs=None):
        self.batches["predict"] += 1


def model_and_data(kind):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    data = tf.data.Dataset.from_tensor_slices((X, X)).batch(2)
    if kind == "arrays":
        return model, (X, X), {"batch_size": 2}
    if kind == "of unknown length":
        data = data.filter(lambda x, y: True)
    return model, (data,), {}


KINDS = pytest.mark.parametrize(
    "kind", ["arrays", "data set", "of unknown length"]
)


@KINDS
def test_epochs_have_no_more_batches_than_the_limit(limits, kind):
    model, data, options = model_and_data(kind)
    limits.set_max_steps_per_epoch(4)
    seen = Seen()
    with pytest.warns(UserWarning, match="after 4 of (6|its) batches"):
        model.fit(*data, epochs=2, verbose=0, callbacks=[seen], **options)
        model.evaluate(*data, verbose=0, callbacks=[seen], **options)
        predicted = model.predict(
            data[0], verbose=0, callbacks=[seen], **options
        )
    assert seen.batches == {"train": 8, "test": 4, "predict": 4}
    assert len(predicted) == 8


def test_an_epoch_begins_with_the_first_batch_after_the_limit(limits):
    limits.set_max_steps_per_epoch(2)
    model, data, options = model_and_data("data set")
    with pytest.warns(UserWarning, match="after 2 of 6 batches"):
        first = model.evaluate(*data, verbose=0, **options)
        again = model.evaluate(*data, verbose=0, **options)
    same = model.evaluate(X[:4], X[:4], batch_size=2, verbose=0)
    assert first == again == same


@KINDS
def test_a_limit_that_is_not_reached_changes_nothing(limits, kind):
    model, data, options = model_and_data(kind)
    limits.set_max_epochs(3)
    if kind != "of unknown length":
        limits.set_max_steps_per_epoch(6)
    seen = Seen()
    history = model.fit(*data, epochs=3, verbose=0, callbacks=[seen], **options)
    assert seen.batches["train"] == 18 and len(history.epoch) == 3


def test_training_ends_after_the_limit_of_epochs(limits):
    limits.set_max_epochs(2)
    model, data, options = model_and_data("arrays")
    with pytest.warns(UserWarning, match="after 2 of 5 epochs"):
        history = model.fit(*data, epochs=5, verbose=0, **options)
    assert history.epoch == [0, 1] and history.params["epochs"] == 2


def test_what_training_shows_counts_to_the_limit(limits):
    limits.set_max_steps_per_epoch(3)
    model, data, options = model_and_data("arrays")
    with pytest.warns(UserWarning, match="after 3 of 6 batches"):
        history = model.fit(*data, verbose=0, **options)
    assert history.params["steps"] == 3


def test_validation_has_the_limit_of_batches_too(limits):
    limits.set_max_steps_per_epoch(3)
    model, data, options = model_and_data("arrays")
    seen = Seen()
    with pytest.warns(UserWarning, match="after 3 of 6 batches"):
        model.fit(
            *data, validation_data=data, verbose=0, callbacks=[seen], **options
        )
    assert seen.batches["test"] == 3


@pytest.mark.parametrize("limit", [0, -1, 1.5, "many"])
def test_what_is_no_limit_is_told(limits, limit):
    with pytest.raises(ValueError, match=f"at least 1.*Received: {limit!r}"):
        limits.set_max_epochs(limit)
    with pytest.raises(ValueError, match="max_steps_per_epoch is no limit"):
        limits.set_max_steps_per_epoch(limit)
    assert limits.max_epochs() is limits.max_steps_per_epoch() is None


def test_the_environment_limits_a_program_as_it_stands():
    program = (
        "from keras.backend import run_limits as limits;"
        "print(limits.max_epochs(), limits.max_steps_per_epoch())"
    )
    limits = {"KERAS_MAX_EPOCHS": "2", "KERAS_MAX_STEPS_PER_EPOCH": "7"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **limits},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["2", "7"]
