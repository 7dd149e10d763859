"""Slots of a checkpoint that is read before the optimizer is built."""

import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras

X, Y = np.ones((4, 2)), np.ones((4, 1))


def compiled(optimizer):
    layers = [keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile(optimizer, "mse")
    return model


@pytest.fixture
def path(tmp_path):
    model = compiled("adam")
    model.train_on_batch(X, Y)
    # `save_weights` says of which class the state is, and others don't take it.
    tf.train.Checkpoint(root=model).write(str(tmp_path / "weights"))
    return tmp_path / "weights"


def test_values_that_fit_no_slot_are_told(path):
    model = compiled(keras.optimizers.SGD(momentum=0.9))
    model.load_weights(path)
    # Of m, v of four variables, in turns, where a momentum of each is wanted.
    told = r"3 of its values.*Expected \(3,\) for .*bias.*shape=\(2, 3\)"
    with pytest.warns(match=told):
        model.train_on_batch(X, Y)


def test_values_that_fit_are_taken_without_a_word(path):
    model = compiled("adam")
    model.load_weights(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.optimizer.build(model.trainable_variables)
    assert all(np.any(slot != 0) for slot in model.optimizer.get_weights()[1:3])
