"""Losses of symbolic calls: there before any value is."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

X = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)
Y = np.ones((4, 3), "float32")


def adding(package):
    class Adds(package.layers.Layer):
        def call(self, inputs):
            self.add_loss(tf.reduce_sum(inputs))
            return inputs

    return Adds


def penalised(package):
    entry = package.Input((2,))
    layer = package.layers.Dense(3, activity_regularizer="l2")
    return package.Model(entry, layer(entry))


def with_weight_penalty(package):
    entry = package.Input((2,))
    layer = package.layers.Dense(
        3, activity_regularizer="l2", kernel_regularizer="l1"
    )
    model = package.Model(entry, layer(entry))
    model.add_loss(tf.reduce_mean(model.output))
    return model


def shared(package):
    entry = package.Input((2,))
    layer = package.layers.Dense(3, activity_regularizer="l2")
    return package.Model(entry, layer(entry) + layer(entry * 2.0))


def own_layer(package):
    entry = package.Input((2,))
    return package.Model(entry, adding(package)()(entry))


def stack(package):
    return package.Sequential(
        [package.layers.Dense(3, activity_regularizer="l2", input_shape=(2,))]
    )


def inside_own_layer(package):
    class Around(package.layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = package.layers.Dense(3, activity_regularizer="l2")

        def call(self, inputs):
            return self.inner(inputs)

    entry = package.Input((2,))
    return package.Model(entry, Around()(entry))


def two_outputs(package):
    entry = package.Input((2,))
    model = package.Model(entry, adding(package)()(entry * 2.0))
    model.add_loss([tf.reduce_mean(model.output), tf.reduce_sum(entry)])
    return model


def plain(package):
    entry = package.Input((2,))
    return package.Model(entry, package.layers.Dense(3)(entry))


MODELS = [
    penalised,
    with_weight_penalty,
    shared,
    own_layer,
    stack,
    inside_own_layer,
    two_outputs,
    plain,
]


def is_value(term):
    return isinstance(term, tf.Tensor) and hasattr(term, "numpy")


@pytest.mark.parametrize("make", MODELS)
def test_losses_are_there_at_once_as_in_tf_keras(make):
    ours, theirs = make(keras), make(tf_keras)
    assert len(ours.losses) == len(theirs.losses)
    # Which are values, and which stand for values of a call.
    wanted = [is_value(term) for term in theirs.losses]
    assert [is_value(term) for term in ours.losses] == wanted
    assert [t.shape.rank for t in ours.losses] == [0] * len(ours.losses)
    for inner, other in zip(ours.layers, theirs.layers):
        assert len(inner.losses) == len(other.losses)


@pytest.mark.parametrize("make", MODELS)
def test_a_call_puts_values_in_their_place(make):
    ours, theirs = make(keras), make(tf_keras)
    ours.set_weights(theirs.get_weights())
    _ = ours(X), theirs(X)
    assert all(map(is_value, ours.losses))
    np.testing.assert_allclose(ours.losses, theirs.losses, rtol=1e-6)
    keras.Input((2,))  # says nothing of older calls
    assert all(map(is_value, ours.losses))


@pytest.mark.parametrize("make", [penalised, with_weight_penalty, shared])
@pytest.mark.parametrize("eagerly", [True, False])
def test_training_counts_values_alone(make, eagerly):
    ours, theirs = make(keras), make(tf_keras)
    ours.set_weights(theirs.get_weights())
    histories = []
    for model in (ours, theirs):
        model.compile("sgd", "mse", run_eagerly=eagerly)
        run = model.fit(X, Y, epochs=2, verbose=0, shuffle=False)
        histories.append(run.history["loss"])
    np.testing.assert_allclose(*histories, rtol=1e-5)


def test_clones_have_them_too():
    model = own_layer(keras)
    assert len(keras.models.clone_model(model).losses) == 1
    clone = keras.models.clone_model(with_weight_penalty(keras))
    assert len(clone.losses) == 3


def test_a_term_says_whose_it_is_and_its_type():
    entry = keras.Input((2,), dtype="float64")
    layer = keras.layers.Dense(
        1, activity_regularizer="l2", dtype="float64", name="head"
    )
    layer(entry)
    (term,) = layer.losses
    assert (term.dtype, term.name) == (tf.float64, "head_loss")


def test_a_mask_that_is_traced_adds_no_term():
    inner_entry = keras.Input((None, 4))
    inner = keras.Model(
        inner_entry,
        keras.layers.Dense(2, activity_regularizer="l2")(inner_entry),
    )
    entry = keras.Input((3,), dtype="int64")
    masked = keras.layers.Embedding(5, 4, mask_zero=True)(entry)
    outer = keras.Model(entry, inner(masked))
    assert len(outer.losses) == 2  # one for each symbolic call of the Dense
    outer(np.ones((1, 3), "int64"))
    assert len(outer.losses) == 1
