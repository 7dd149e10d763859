"""Metrics against tf_keras: numbers, state, settings."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

DRAW = np.random.default_rng(0)
SCORES = DRAW.normal(size=(6, 4)).astype("float32")
P = np.exp(SCORES) / np.exp(SCORES).sum(-1, keepdims=True)
CLASSES = np.array([0, 1, 3, 2, 1, 0])
ONE_HOT = np.eye(4, dtype="float32")[CLASSES]
BITS = (DRAW.random((6, 4)) > 0.5).astype("float32")
CASES = [
    ("Accuracy", CLASSES, np.array([0, 1, 1, 1, 1, 1]), {}),
    ("BinaryAccuracy", BITS, P, {"threshold": 0.25}),
    ("CategoricalAccuracy", ONE_HOT, P, {}),
    ("SparseCategoricalAccuracy", CLASSES, P, {}),
    ("SparseCategoricalAccuracy", CLASSES[:, None], P, {}),
    ("TopKCategoricalAccuracy", ONE_HOT, P, {"k": 2}),
    ("SparseTopKCategoricalAccuracy", CLASSES, P, {"k": 2}),
    ("MeanSquaredError", ONE_HOT, P, {}),
    ("BinaryCrossentropy", BITS, P, {"label_smoothing": 0.1}),
    ("CategoricalCrossentropy", ONE_HOT, P, {}),
    ("SparseCategoricalCrossentropy", CLASSES, SCORES, {"from_logits": True}),
]
IDS = [f"{name}-{i}" for i, (name, *_) in enumerate(CASES)]
every = pytest.mark.parametrize(("name", "y", "p", "settings"), CASES, ids=IDS)


@every
@pytest.mark.parametrize("weighted", [False, True], ids=["", "weighted"])
def test_results_are_those_of_tf_keras(name, y, p, settings, weighted):
    found = []
    for package in (keras, tf_keras):
        metric = getattr(package.metrics, name)(**settings)
        for _ in range(2):
            metric.update_state(
                tf.constant(y),
                tf.constant(p),
                sample_weight=np.arange(6.0) if weighted else None,
            )
        found.append(metric.result())
    # The last bits of float32.
    np.testing.assert_allclose(*found, rtol=1e-6)


@every
def test_settings_and_state_are_those_of_tf_keras(name, y, p, settings):
    ours = getattr(keras.metrics, name)(**settings)
    theirs = getattr(tf_keras.metrics, name)(**settings)
    assert ours.get_config() == theirs.get_config()
    assert [(v.name, v.shape) for v in ours.variables] == [
        (v.name, v.shape) for v in theirs.variables
    ]


@every
def test_a_metric_serialised_by_tf_keras_comes_back(name, y, p, settings):
    theirs = getattr(tf_keras.metrics, name)(**settings)
    again = keras.metrics.deserialize(tf_keras.metrics.serialize(theirs))
    assert again.get_config() == theirs.get_config()


@pytest.mark.parametrize("name", ["Mean", "Sum"])
@pytest.mark.parametrize(
    ("values", "weights"),
    [
        ([1.0, 2.0, 3.0], None),
        (5.0, None),
        (3.0, 4.0),
        ([1.0, 2.0], [1.0, 3.0]),
        ([[1.0, 2.0], [3.0, 4.0]], [1.0, 3.0]),
        ([[1.0, 2.0], [3.0, 4.0]], [[1.0], [3.0]]),
        ([[1.0, 2.0], [3.0, 4.0]], 2.0),
        ([[1.0], [3.0]], [1.0, 2.0]),
    ],
)
def test_means_and_sums_weigh_as_in_tf_keras(name, values, weights):
    ours, theirs = (getattr(m.metrics, name)() for m in (keras, tf_keras))
    for metric in (ours, theirs):
        metric.update_state(values, sample_weight=weights)
    for a, b in zip(ours.variables, theirs.variables, strict=True):
        assert a.numpy() == b.numpy()


def test_a_checkpoint_of_tf_keras_restores(tmp_path):
    ours, theirs = keras.metrics.Mean(), tf_keras.metrics.Mean()
    theirs.update_state([1.0, 3.0])
    path = tf.train.Checkpoint(m=theirs).write(str(tmp_path / "c"))
    tf.train.Checkpoint(m=ours).read(path).assert_existing_objects_matched()
    assert float(ours.result()) == 2.0
