"""A shallow copy of a layer: the same parts, until one of the two changes."""

import copy

import numpy as np
import tensorflow as tf

import keras

ONES = tf.ones((2, 2))


def built(**options):
    layer = keras.layers.Dense(2, kernel_regularizer="l1", **options)
    layer(ONES)
    return layer


def same(some, others):
    return [one is other for one, other in zip(some, others, strict=True)]


def test_a_copy_has_the_variables_of_its_original():
    layer = built()
    other = copy.copy(layer)
    assert all(same(layer.weights, other.weights))
    np.testing.assert_array_equal(layer(ONES), other(ONES))


def test_a_variable_that_one_of_the_two_is_given_is_its_own():
    layer = built()
    other = copy.copy(layer)
    kernel, bias = layer.weights
    other.kernel = tf.Variable(5 * ONES)
    other.extra = tf.Variable(7.0)
    layer.late = layer.add_weight("late", (), regularizer="l2")
    assert same(layer.weights, [kernel, bias, layer.late]) == [True] * 3
    assert same(other.weights, [other.kernel, bias, other.extra]) == [True] * 3
    assert len(layer.losses) == 2 and not other.losses


def test_checkpoints_of_one_hold_nothing_of_the_other(tmp_path):
    layer = built()
    other = copy.copy(layer)
    other.extra = tf.Variable(7.0)
    other.kernel = tf.Variable(5 * ONES)
    path = tf.train.Checkpoint(layer).save(str(tmp_path / "c"))
    saved = dict(tf.train.list_variables(path))
    assert not any(name.startswith("extra") for name in saved)
    kernel = layer.kernel.numpy()
    layer.kernel.assign(0 * ONES)
    tf.train.Checkpoint(layer).restore(path)
    np.testing.assert_array_equal(layer.kernel, kernel)


def test_switches_calls_and_losses_of_one_are_not_of_the_other():
    layer = built(activity_regularizer="l2")
    layer.add_loss(lambda: 1.0)
    other = copy.copy(layer)
    assert (len(layer.losses), len(other.losses)) == (3, 2)
    other.trainable = False
    other.add_loss(lambda: 2.0)
    other(keras.Input((2,)))
    assert layer.trainable and not other.trainable
    assert (len(layer.losses), len(other.losses)) == (3, 4)
    assert len(layer.inbound_nodes) == 0 and len(other.inbound_nodes) == 1


def test_a_copy_of_a_layer_in_a_model_is_in_none():
    layer = keras.layers.Dense(2)
    model = keras.Sequential([keras.Input((2,)), layer])
    other = copy.copy(layer)
    assert not other.inbound_nodes and layer.inbound_nodes
    other.kernel = tf.Variable(0 * ONES)
    assert model.weights[0] is layer.kernel
    assert not np.any(other(ONES)) and np.any(model(ONES))
