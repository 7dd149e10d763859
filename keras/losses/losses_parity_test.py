"""Losses against tf_keras: numbers, settings, weights, masks, scores."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

DRAW = np.random.default_rng(0)
SCORES = DRAW.normal(size=(6, 4)).astype("float32")
P = np.exp(SCORES) / np.exp(SCORES).sum(-1, keepdims=True)
SIGMOID = 1 / (1 + np.exp(-SCORES))
CLASSES = np.array([0, 1, 3, 2, 1, 0])
ONE_HOT = np.eye(4, dtype="float32")[CLASSES]
BITS = (DRAW.random((6, 4)) > 0.5).astype("float32")

BINARY = "binary_crossentropy"
CATEGORICAL = "categorical_crossentropy"
SPARSE = "sparse_categorical_crossentropy"
CASES = [
    ("mean_squared_error", ONE_HOT, P, {}),
    (BINARY, BITS, SIGMOID, {}),
    (BINARY, BITS, SCORES, {"from_logits": True}),
    (BINARY, BITS, SIGMOID, {"label_smoothing": 0.2}),
    (BINARY, BITS, SIGMOID, {"axis": 0}),
    (CATEGORICAL, ONE_HOT, P, {}),
    (CATEGORICAL, ONE_HOT, SIGMOID, {}),
    (CATEGORICAL, ONE_HOT, SCORES, {"from_logits": True}),
    (CATEGORICAL, ONE_HOT, P, {"label_smoothing": 0.2}),
    (CATEGORICAL, ONE_HOT, P, {"axis": 0}),
    (SPARSE, CLASSES, P, {}),
    (SPARSE, CLASSES, SIGMOID, {}),
    (SPARSE, CLASSES[:, None], SCORES, {"from_logits": True}),
    (SPARSE, CLASSES, P.T, {"axis": 0}),
    (SPARSE, CLASSES, P, {"ignore_class": 1}),
    (SPARSE, CLASSES.astype("float32"), P, {}),
    (SPARSE, CLASSES.reshape(3, 2), P.reshape(3, 2, 4), {}),
    (SPARSE, CLASSES.reshape(3, 2), P.reshape(3, 2, 4), {"ignore_class": 0}),
]
IDS = [f"{name}-{'-'.join(s)}-{i}" for i, (name, _, _, s) in enumerate(CASES)]
LABELS = {
    "MeanSquaredError": ONE_HOT,
    "BinaryCrossentropy": BITS,
    "CategoricalCrossentropy": ONE_HOT,
    "SparseCategoricalCrossentropy": CLASSES,
}


def same(ours, theirs):
    """Compares to the last bits of float32."""
    assert ours.shape == theirs.shape
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)


@pytest.mark.parametrize(("name", "y", "p", "settings"), CASES, ids=IDS)
def test_functions_give_the_numbers_of_tf_keras(name, y, p, settings):
    ours = getattr(keras.losses, name)(y, p, **settings)
    same(ours, getattr(tf_keras.losses, name)(y, p, **settings))


@pytest.mark.parametrize("name", [CATEGORICAL, SPARSE, BINARY])
@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_probabilities_of_an_activation_count_as_their_scores(name, in_graph):
    y = {CATEGORICAL: ONE_HOT, SPARSE: CLASSES, BINARY: BITS}[name]
    activation = "sigmoid" if name == BINARY else "softmax"
    found = []
    for package in (keras, tf_keras):

        def loss(x, package=package):
            p = getattr(package.activations, activation)(x)
            return getattr(package.losses, name)(y, p)

        found.append(
            (tf.function(loss) if in_graph else loss)(tf.constant(SCORES * 40))
        )
    same(*found)
    # Float32's probabilities end at 1e-7, that is a loss of 16.
    assert np.max(found[0]) > 17


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.parametrize("reduction", ["auto", "none", "sum"])
@pytest.mark.parametrize("weights", [None, 2.0, "rows", "column"])
@pytest.mark.parametrize("masked", [False, True], ids=["", "masked"])
def test_weights_and_masks_reduce_as_in_tf_keras(
    name, reduction, weights, masked
):
    rows = np.arange(6.0)
    weights = {"rows": rows, "column": rows[:, None]}.get(weights, weights)
    found = []
    for package in (keras, tf_keras):
        p = tf.constant(P)
        if masked:
            p._keras_mask = tf.constant([True, True, False, True, False, True])
        loss = getattr(package.losses, name)(reduction=reduction)
        found.append(loss(tf.constant(LABELS[name]), p, sample_weight=weights))
    same(*found)


@pytest.mark.parametrize("weights", [None, [1.0, 2.0, 3.0], np.ones((3, 2))])
def test_an_ignored_class_counts_in_no_mean(weights):
    found = [
        package.losses.SparseCategoricalCrossentropy(ignore_class=0)(
            CLASSES.reshape(3, 2),
            tf.constant(P.reshape(3, 2, 4)),
            sample_weight=weights,
        )
        for package in (keras, tf_keras)
    ]
    same(*found)


@pytest.mark.parametrize("name", LABELS)
def test_settings_are_those_of_tf_keras(name):
    ours = getattr(keras.losses, name)(reduction="sum", name="mine")
    theirs = getattr(tf_keras.losses, name)(reduction="sum", name="mine")
    assert ours.get_config() == theirs.get_config()
    again = keras.losses.deserialize(tf_keras.losses.serialize(theirs))
    assert again.get_config() == ours.get_config()
