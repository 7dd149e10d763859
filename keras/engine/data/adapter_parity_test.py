"""Batches held against those that a train_step of tf_keras receives."""

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
import tf_keras

from keras.engine.data import adapter, validation_split


class Recorder(tf_keras.Model):
    """Keeps every batch it is trained or validated on."""

    def __init__(self):
        super().__init__()
        self.trained, self.validated = [], []
        self.compile(run_eagerly=True)

    def train_step(self, data):
        self.trained.append(data)
        return {"loss": 0.0}

    def test_step(self, data):
        self.validated.append(data)
        return {"loss": 0.0}


def theirs(*arrays, **arguments):
    recorder = Recorder()
    recorder.fit(*arrays, batch_size=4, shuffle=False, verbose=0, **arguments)
    return recorder


def ours(x, y=None, sample_weight=None, epochs=1, **arguments):
    batches = adapter.make_batches(
        x, y, sample_weight, batch_size=4, **arguments
    )
    taken = []
    for _ in range(epochs):
        cursor = batches.epoch()
        steps = range(batches.num_batches)
        taken += [batches.fetch(cursor, step) for step in steps]
    return taken


def assert_same(own, others):
    assert len(own) == len(others)
    for batch, other in zip(own, others, strict=True):
        tf.nest.assert_same_structure(batch, other)
        for leaf, peer in zip(
            tf.nest.flatten(batch), tf.nest.flatten(other), strict=True
        ):
            assert leaf.dtype == peer.dtype
            np.testing.assert_array_equal(leaf, peer)


X = np.arange(20.0).reshape(10, 2)
Y = np.arange(10) % 3
FRAME = pd.DataFrame({"b": X[:, 0], "a": Y})


@pytest.mark.parametrize(
    "arrays",
    [
        (X, Y),
        (X,),
        (Y,),
        ({"a": X, "b": Y}, Y),
        ({"a": X},),
        ([X, Y], {"c": Y}),
        ([X, Y],),
        (X > 3, X.astype("float16")),
        (tf.constant(X), Y),
        (X.tolist(), Y.tolist()),
        (FRAME["a"], FRAME["b"]),
        (dict(FRAME), FRAME["a"]),
    ],
    ids=lambda arrays: "-".join(type(array).__name__ for array in arrays),
)
def test_a_step_receives_what_it_does_in_tf_keras(arrays):
    assert_same(ours(*arrays), theirs(*arrays).trained)


def test_sample_weights_arrive_alike():
    weight = np.linspace(0, 1, 10)
    peer = theirs(X, Y, sample_weight=weight).trained
    assert_same(ours(X, Y, weight), peer)


def test_class_weights_arrive_alike():
    weights = {0: 1.0, 1: 2.0, 2: 5.0}
    peer = theirs(X, Y, class_weight=weights).trained
    assert_same(ours(X, Y, class_weight=weights), peer)
    one_hot = np.eye(3)[Y]
    peer = theirs(X, one_hot, class_weight=weights).trained
    assert_same(ours(X, one_hot, class_weight=weights), peer)


def test_epochs_of_fewer_steps_go_on_alike():
    peer = theirs(X, Y, steps_per_epoch=2, epochs=3).trained
    own = ours(X, Y, epochs=3, steps=2, keeps_position=True)
    assert_same(own, peer)


@pytest.mark.parametrize("fraction", [0.1, 0.25, 0.5])
def test_validation_data_is_split_off_alike(fraction):
    recorder = theirs(X, Y, validation_split=fraction)
    train, rest = validation_split.split_validation(X, Y, None, fraction)
    assert_same(ours(*train), recorder.trained)
    assert_same(ours(*rest), recorder.validated)
