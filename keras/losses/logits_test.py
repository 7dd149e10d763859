"""Scores behind probabilities: which losses compute from which."""

import numpy as np
import pytest
import tensorflow as tf

import keras

SCORES = np.random.default_rng(3).normal(size=(4, 3, 3)).astype("float32")
LOUD = np.array([[200.0, -200.0, 0.0]], "float32")
BITS = np.random.default_rng(4).integers(0, 2, SCORES.shape).astype("float32")
ONE_HOT = np.eye(3, dtype="float32")[[[0, 1, 2], [1, 1, 0], [2, 0, 1], [0] * 3]]

BINARY = keras.losses.binary_crossentropy
CATEGORICAL = keras.losses.categorical_crossentropy
SPARSE = keras.losses.sparse_categorical_crossentropy


def softmax(axis):
    return lambda x: keras.activations.softmax(x, axis)


def called(form, activation, loss):
    """The loss of scores that went through an activation."""

    def of_scores(x):
        return loss(activation(x))

    return tf.function(of_scores) if form == "graph" else of_scores


forms = pytest.mark.parametrize("form", ["eager", "graph"])


@forms
@pytest.mark.parametrize(
    ("activation", "loss", "labels"),
    [
        (softmax(-1), BINARY, BITS),
        (keras.activations.sigmoid, CATEGORICAL, ONE_HOT),
        (keras.activations.sigmoid, SPARSE, ONE_HOT.argmax(-1)),
        (tf.nn.softmax, BINARY, BITS),
        (tf.sigmoid, CATEGORICAL, ONE_HOT),
        (softmax(1), CATEGORICAL, ONE_HOT),
        (softmax(1), SPARSE, ONE_HOT.argmax(-1)),
    ],
)
def test_another_activation_s_scores_are_left_alone(
    form, activation, loss, labels
):
    found = called(form, activation, lambda p: loss(labels, p))(SCORES)
    p = tf.constant(activation(SCORES).numpy())
    np.testing.assert_allclose(found, loss(labels, p), 1e-5, 1e-6)


@forms
@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        (keras.activations.sigmoid, lambda p: BINARY([[0.0, 1.0, 1.0]], p)),
        (softmax(-1), lambda p: CATEGORICAL([[0.0, 1.0, 0.0]], p)),
        (softmax(1), lambda p: CATEGORICAL([[0.0, 1.0, 0.0]], p)),
        (softmax(-1), lambda p: SPARSE([1], p)),
    ],
)
def test_a_loss_of_its_own_activation_is_that_of_scores(form, activation, loss):
    # A rounded probability of 0 has no logarithm: these are hundreds.
    assert float(called(form, activation, loss)(LOUD)[0]) > 100


@pytest.mark.parametrize("axis", [1, -2])
def test_classes_along_another_axis_have_their_softmax_s_scores(axis):
    scores = np.array([[[200.0], [-200.0]]], "float32")
    p = softmax(axis)(tf.constant(scores))
    for loss in (
        CATEGORICAL([[[0.0], [1.0]]], p, axis=1),
        SPARSE([[1]], p, axis=1),
    ):
        np.testing.assert_allclose(loss, [[400.0]])


@pytest.mark.parametrize("eagerly", [False, True], ids=["graph", "eager"])
@pytest.mark.parametrize("kind", ["functional", "subclass", "layer"])
def test_a_model_s_last_activation_gives_its_scores(eagerly, kind):
    dense = keras.layers.Dense(
        2, "softmax" if kind != "layer" else None, kernel_initializer="ones"
    )
    parts = [dense, keras.layers.Softmax()] if kind == "layer" else [dense]
    model = keras.Sequential(parts)
    if kind == "functional":
        inputs = keras.Input((1,))
        model = keras.Model(inputs, dense(inputs))
    model.compile(
        loss="sparse_categorical_crossentropy",
        metrics=["sparse_categorical_crossentropy"],
        run_eagerly=eagerly,
    )
    model.build((None, 1))
    dense.kernel.assign([[200.0, -200.0]])
    found = model.evaluate(np.ones((2, 1)), np.array([0, 1]), verbose=0)
    np.testing.assert_allclose(found, [200.0, 200.0], 1e-5)
