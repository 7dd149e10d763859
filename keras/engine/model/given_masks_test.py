"""A mask that a model is called with goes to its layers."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

X = np.arange(1, 13, dtype="float32").reshape(2, 3, 2)
MASK = np.array([[True, False, True], [False, False, True]])
OTHER = ~MASK


def kept(package):
    class Kept(package.layers.Layer):
        """Sums the steps that count."""

        def call(self, inputs, mask=None):
            if mask is None:
                return tf.reduce_sum(inputs, 1)
            return tf.reduce_sum(
                inputs * tf.cast(mask, inputs.dtype)[..., None], 1
            )

    return Kept()


def functional(package):
    inputs = package.Input((3, 2))
    return package.Model(inputs, kept(package)(inputs))


def pair(package):
    one, two = package.Input((3, 2), name="a"), package.Input((3, 2), name="b")
    layer = kept(package)
    return package.Model([one, two], layer(one) - 2 * layer(two))


def known_stack(package):
    return package.Sequential([package.Input((3, 2)), kept(package)])


def inferred_stack(package):
    return package.Sequential([kept(package)])


def nested(package):
    return package.Sequential([package.Input((3, 2)), functional(package)])


ONE_INPUT = (functional, known_stack, inferred_stack, nested)


@pytest.mark.parametrize("graph", [False, True])
@pytest.mark.parametrize("make", ONE_INPUT)
def test_a_given_mask_counts_as_in_keras_2(make, graph):
    found = []
    for package in (keras, tf_keras):
        model = make(package)
        call = tf.function(model) if graph else model
        called = call(tf.constant(X), mask=tf.constant(MASK))
        again = call(tf.constant(X), mask=tf.constant(OTHER))
        found.append([called, again, call(tf.constant(X))])
    for ours, theirs in zip(*found):
        np.testing.assert_allclose(ours, theirs)
    np.testing.assert_allclose(found[0][0], (X * MASK[..., None]).sum(1))


def test_each_input_has_its_mask():
    mask = tf.constant(MASK)
    for given in ([mask, None], [None, mask], [mask, tf.constant(OTHER)]):
        ours, theirs = pair(keras), pair(tf_keras)
        # tf_keras notes the masks on the tensors that it was given.
        found = [
            model([tf.constant(X), tf.constant(X + 1)], mask=given)
            for model in (ours, theirs)
        ]
        np.testing.assert_allclose(*found)


def test_a_given_mask_comes_before_that_of_the_tensor():
    x = tf.constant(X)
    x._keras_mask = tf.constant(OTHER)
    found = functional(keras)(x, mask=tf.constant(MASK))
    np.testing.assert_allclose(found, (X * MASK[..., None]).sum(1))
    assert x._keras_mask.numpy().tolist() == OTHER.tolist()


def test_a_mask_given_to_a_model_in_a_model_is_recorded():
    inputs, mask = keras.Input((3, 2)), keras.Input((3,), dtype="bool")
    inner = functional(keras)
    model = keras.Model([inputs, mask], inner(inputs, mask=mask))
    found = model.predict([X, MASK], verbose=0)
    np.testing.assert_allclose(found, (X * MASK[..., None]).sum(1))
