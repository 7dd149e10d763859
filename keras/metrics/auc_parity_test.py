"""AUC against tf_keras."""

import inspect

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

DRAW = np.random.default_rng(0)
Y = (DRAW.random((60, 3)) > 0.6).astype("float32")
P = np.clip(0.3 * Y + DRAW.random((60, 3)) * 0.7, 0, 1).astype("float32")
CASES = [
    {},
    {"num_thresholds": 7},
    {"curve": "PR"},
    {"curve": "PR", "summation_method": "minoring"},
    {"curve": "PR", "summation_method": "majoring"},
    {"summation_method": "minoring"},
    {"summation_method": "majoring"},
    {"thresholds": [0.7, 0.25, 0.5]},
    {"multi_label": True},
    {"multi_label": True, "num_labels": 3, "curve": "PR"},
    {"multi_label": True, "label_weights": [1.0, 0.5, 2.0]},
    {"label_weights": [1.0, 0.5, 2.0]},
    {"from_logits": True},
    {"dtype": "float64", "curve": "PR"},
]
IDS = ["-".join(case) or "defaults" for case in CASES]
every = pytest.mark.parametrize("options", CASES, ids=IDS)
WEIGHTS = [None, np.arange(60.0), DRAW.random((60, 3))]


@every
@pytest.mark.parametrize("weights", WEIGHTS, ids=["", "rows", "elements"])
def test_areas_and_states_are_those_of_tf_keras(options, weights):
    if "label_weights" in options and weights is not None:
        weights = np.broadcast_to(weights.reshape(60, -1), (60, 3))
    found = []
    for package in (keras, tf_keras):
        area = package.metrics.AUC(**options)
        p = P * 6 - 3 if options.get("from_logits") else P
        for rows in (slice(0, 40), slice(40, 60)):
            w = None if weights is None else weights[rows]
            area.update_state(tf.constant(Y[rows]), tf.constant(p[rows]), w)
        found.append(area)
    ours, theirs = found
    np.testing.assert_allclose(ours.result(), theirs.result(), rtol=1e-6)
    assert [v.name for v in ours.variables] == [
        v.name for v in theirs.variables
    ]
    for a, b in zip(ours.variables, theirs.variables, strict=True):
        # Sums of 180 weights, in another order.
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-4)


@every
def test_settings_are_those_of_tf_keras(options):
    ours = keras.metrics.AUC(name="area", **options)
    theirs = tf_keras.metrics.AUC(name="area", **options)
    mine, other = ours.get_config(), theirs.get_config()
    for config in (mine, other):  # They may be a tensor.
        weights = config.pop("label_weights")
        config["weights"] = (
            None if weights is None else list(map(float, weights))
        )
    assert mine == other
    again = keras.metrics.deserialize(tf_keras.metrics.serialize(theirs))
    np.testing.assert_allclose(again.thresholds, theirs.thresholds)


def test_arguments_are_those_of_tf_keras():
    found = [
        [(p.name, p.default) for p in inspect.signature(c).parameters.values()]
        for c in (keras.metrics.AUC, tf_keras.metrics.AUC)
    ]
    assert found[0] == found[1]
