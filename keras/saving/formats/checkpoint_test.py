"""Values in a TensorFlow checkpoint: replaced whole, read whole."""

import os
import shutil

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving

X = np.ones((2, 3), "float32")


def make(value):
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2, name="a")]
    )
    model.compile("adam", "mse")
    model.fit(X, X[:, :2], verbose=0)
    for weight in model.weights:
        weight.assign(np.full(weight.shape, value))
    return model


def loaded(path):
    model = make(0.0)
    model.load_weights(path)
    (value,) = {float(np.mean(weight)) for weight in model.weights}
    return value


def test_each_state_on_the_way_loads_as_the_older_or_the_newer(
    tmp_path, monkeypatch
):
    folder, states = tmp_path / "now", []
    make(1.0).save_weights(folder / "a")
    newer, replace = make(2.0), os.replace

    def noted(*arguments):
        states.append(shutil.copytree(folder, tmp_path / str(len(states))))
        replace(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", noted)
        newer.save_weights(folder / "a")
    # Two files, the index, and the note of the latest.
    assert [loaded(state / "a") for state in states] == [1.0, 1.0, 1.0, 2.0]
    assert tf.train.latest_checkpoint(folder) == str(folder / "a")


def test_one_that_is_replaced_while_it_is_read_is_read_again(
    tmp_path, monkeypatch
):
    make(1.0).save_weights(tmp_path / "a")
    newer, read, calls = make(2.0), tf.train.Checkpoint.read, []

    def late(self, path, options=None):
        if not calls:
            newer.save_weights(tmp_path / "a")
        calls.append(path)
        if len(calls) == 1:
            raise tf.errors.NotFoundError(None, None, "data is gone")
        return read(self, path, options)

    monkeypatch.setattr(tf.train.Checkpoint, "read", late)
    assert loaded(tmp_path / "a") == 2.0 and len(calls) == 2


def test_a_damaged_one_is_refused_at_once(tmp_path):
    for value in (1.0, 2.0):
        make(value).save_weights(tmp_path / "a")
    for place in tmp_path.glob("a.data-*"):
        place.write_bytes(place.read_bytes()[:-1])
    with pytest.raises(saving.ModelFileError, match="can't be read"):
        make(0.0).load_weights(tmp_path / "a")
