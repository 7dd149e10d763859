"""Counts and rates of decisions: any layout of labels, and what is refused."""

import numpy as np
import pytest
import tensorflow as tf
from sklearn import metrics as sklearn_metrics

import keras

DRAW = np.random.default_rng(3)
CLASSES = DRAW.integers(0, 3, 40)
ONE_HOT = np.eye(3)[CLASSES]
SHARES = DRAW.dirichlet([1.0, 1.0, 1.0], 40).astype("float32")
BITS = DRAW.integers(0, 2, 40)
CHANCES = DRAW.random(40).astype("float32")
WEIGHTS = DRAW.uniform(0.5, 2.0, 40)

SCORES = {
    "Precision": sklearn_metrics.precision_score,
    "Recall": sklearn_metrics.recall_score,
}


def area(y, p, sample_weight=None):
    """Of predictions in the middle between thresholds: nothing is rounded."""
    return sklearn_metrics.roc_auc_score(y, p, sample_weight=sample_weight)


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize("shape", [(40,), (40, 1), (8, 5), (4, 5, 2)], ids=len)
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["", "weights"])
def test_bits_of_any_shape_score_as_in_scikit_learn(name, shape, weights):
    # Row 22.
    metric = getattr(keras.metrics, name)()
    given = None if weights is None else weights.reshape(shape)
    found = metric(BITS.reshape(shape), CHANCES.reshape(shape), given)
    expected = SCORES[name](BITS, CHANCES > 0.5, sample_weight=weights)
    np.testing.assert_allclose(found, expected, 1e-6)


def test_row_labels_are_those_of_a_column():
    """Either way around, (N,) against (N, 1) (rows 22 and 71)."""
    for name in (*SCORES, "AUC", "TruePositives", "RecallAtPrecision"):
        more = (0.5,) if "At" in name else ()
        one, other = (getattr(keras.metrics, name)(*more) for _ in range(2))
        np.testing.assert_array_equal(
            one(BITS, CHANCES[:, None]), other(BITS[:, None], CHANCES)
        )


LAYOUTS = {
    "ids": CLASSES,
    "a column of ids": CLASSES[:, None],
    "one-hot": ONE_HOT,
}


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("steps", [False, True], ids=["", "steps"])
def test_labels_of_classes_may_be_ids_or_one_hot(name, layout, steps):
    """As numbers or vectors (rows 22 and 23)."""
    y, p = LAYOUTS[layout], SHARES
    if steps:
        y, p = y.reshape(8, 5, *y.shape[1:]), p.reshape(8, 5, 3)
    score, make = SCORES[name], getattr(keras.metrics, name)
    found = make()(y, p)
    expected = score(ONE_HOT, SHARES > 0.5, average="micro", zero_division=0)
    np.testing.assert_allclose(found, expected, 1e-6)
    likeliest = SHARES.argmax(-1)
    for number in range(3):
        found = make(class_id=number, top_k=1)(y, p)
        expected = score(CLASSES == number, likeliest == number)
        np.testing.assert_allclose(found, expected, 1e-6)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_masked_steps_count_in_no_metric(layout):
    """Labels (N, T, C) with a mask (row 22)."""
    labels = LAYOUTS[layout]
    kept = DRAW.random((8, 5)) > 0.4
    flat = kept.ravel()
    for name in ("Precision", "Recall", "AUC", "FalseNegatives"):
        p = tf.constant(SHARES.reshape(8, 5, 3))
        p._keras_mask = tf.constant(kept)
        y = labels.reshape(8, 5, *labels.shape[1:])
        one, other = (getattr(keras.metrics, name)() for _ in range(2))
        expected = other(labels[flat], SHARES[flat])
        np.testing.assert_allclose(one(y, p), expected, 1e-6)


def test_areas_of_classes_are_those_of_scikit_learn():
    # Row 23.
    middles = (np.floor(SHARES * 20) + 0.5) / 20.5
    p = middles.astype("float32")
    metric = keras.metrics.AUC(thresholds=np.arange(21) / 20.5)
    np.testing.assert_allclose(
        metric(CLASSES, p), area(ONE_HOT.ravel(), p.ravel()), 1e-6
    )
    metric = keras.metrics.AUC(
        thresholds=np.arange(21) / 20.5, multi_label=True
    )
    expected = np.mean(
        [area(ONE_HOT[:, i], p[:, i], WEIGHTS) for i in range(3)]
    )
    np.testing.assert_allclose(metric(CLASSES, p, WEIGHTS), expected, 1e-6)


def test_a_model_of_classes_scores_ids_in_fit():
    """Nothing fails in the graph (row 23)."""
    model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
    metrics = [keras.metrics.Precision(), keras.metrics.AUC(name="area")]
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=metrics)
    x = DRAW.normal(size=(40, 2))
    model.fit(x, CLASSES, verbose=0)
    found = model.evaluate(x, CLASSES, verbose=0, return_dict=True)
    other = keras.metrics.AUC()(CLASSES, model.predict(x, verbose=0))
    np.testing.assert_allclose(found["area"], other, 1e-6)


@pytest.mark.parametrize("name", ["Precision", "AUC", "TrueNegatives"])
def test_labels_of_another_size_are_told_before_a_step(name):
    """In less than 300 characters, with both shapes (row 23)."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    model.compile("sgd", "mse", metrics=[getattr(keras.metrics, name)()])
    with pytest.raises(ValueError) as told:
        model.fit(np.ones((4, 2)), np.ones((4, 4)), verbose=0)
    text = str(told.value)
    assert "(None, 3)" in text and "4)" in text and len(text) < 300


@pytest.mark.parametrize("ones", [0, 1])
def test_the_area_of_one_class_is_not_a_number(ones):
    # Row 127.
    metric = keras.metrics.AUC()
    assert np.isnan(metric(np.full(4, ones), [0.1, 0.4, 0.6, 0.9]))
    assert float(keras.metrics.AUC(curve="PR")([ones] * 4, [0.1] * 4)) == ones


def test_the_mean_over_labels_leaves_out_those_of_one_class():
    # Row 127.
    y, p = [[0, 1], [1, 1]], [[0.2, 0.3], [0.8, 0.6]]
    assert float(keras.metrics.AUC(multi_label=True)(y, p)) == 1.0
    weighed = keras.metrics.AUC(multi_label=True, label_weights=[1.0, 9.0])
    assert float(weighed(y, p)) == 1.0
    only = keras.metrics.AUC(multi_label=True)
    assert np.isnan(only([[1], [1]], [[0.2], [0.8]]))


def test_predictions_that_are_no_number_are_negative():
    y, p = [1, 0, 1], [np.nan, np.nan, 0.9]
    assert float(keras.metrics.Recall()(y, p)) == 0.5
    assert float(keras.metrics.TrueNegatives()(y, p)) == 1.0
    assert float(keras.metrics.RecallAtPrecision(0.5)(y, p)) == 0.5


def test_thresholds_keep_their_order():
    metric = keras.metrics.TruePositives(thresholds=(0.8, 0.1, 0.5))
    found = metric([1, 1, 1, 0], [0.9, 0.6, 0.2, 0.3])
    assert found.numpy().tolist() == [1.0, 3.0, 2.0]
    assert metric.get_config()["thresholds"] == (0.8, 0.1, 0.5)


def test_scores_are_compared_with_zero():
    metric = keras.metrics.Precision(thresholds=0)
    assert float(metric([1, 0, 1], [3.0, 2.0, -5.0])) == 0.5


def test_the_first_of_equals_is_the_likeliest():
    metric = keras.metrics.Recall(top_k=1)
    assert float(metric([0, 1, 2], np.full((3, 3), 0.3))) == pytest.approx(
        1 / 3
    )


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_a_state_of_halves_counts(dtype):
    metric = keras.metrics.Precision(dtype=dtype)
    assert float(metric(BITS, CHANCES, WEIGHTS)) == pytest.approx(
        SCORES["Precision"](BITS, CHANCES > 0.5, sample_weight=WEIGHTS), 2e-2
    )


@pytest.mark.parametrize(
    "name", ["Precision", "AUC", "SensitivityAtSpecificity"]
)
def test_xla_counts_as_eager_calls_do(name):
    more = (0.5,) if "At" in name else ()
    one, other = (getattr(keras.metrics, name)(*more) for _ in range(2))
    update = tf.function(one.update_state, jit_compile=True)
    y, p = tf.constant(BITS), tf.constant(CHANCES)
    update(y, p, tf.constant(WEIGHTS, tf.float32))
    update(y, p)
    other.update_state(y, p, WEIGHTS)
    other.update_state(y, p)
    np.testing.assert_allclose(one.result(), other.result(), 1e-6)


REFUSED = [
    ("Precision", {"thresholds": 1.5}, r"\[0, 1\].*thresholds=\[1.5\]"),
    ("Recall", {"thresholds": [0.5, -1]}, r"\[0, 1\].*\[0.5, -1\]"),
    ("FalsePositives", {"thresholds": []}, r"\[0, 1\].*thresholds=\[\]"),
    ("TruePositives", {"thresholds": [None]}, r"\[0, 1\].*\[None\]"),
    ("Precision", {"top_k": 0}, "1 or more.*top_k=0"),
    ("Precision", {"top_k": 1.5}, "whole number.*top_k=1.5"),
    ("Recall", {"class_id": -1}, "0 or more.*class_id=-1"),
    ("PrecisionAtRecall", {"recall": 1.2}, r"\[0, 1\].*recall=1.2"),
    ("RecallAtPrecision", {"precision": -1}, r"\[0, 1\].*precision=-1"),
    (
        "SensitivityAtSpecificity",
        {"specificity": 2},
        r"\[0, 1\].*specificity=2",
    ),
    (
        "SpecificityAtSensitivity",
        {"sensitivity": 0.5, "num_thresholds": 0},
        "1 or more.*num_thresholds=0",
    ),
    ("AUC", {"label_weights": [1.0, -1.0]}, "0 or more.*-1.0"),
]


@pytest.mark.parametrize(("name", "options", "message"), REFUSED)
def test_wrong_arguments_are_told(name, options, message):
    with pytest.raises(ValueError, match=message):
        getattr(keras.metrics, name)(**options)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("Precision", {"class_id": 3}, r"class_id of 2 at most.*class_id=3"),
        ("Recall", {"top_k": 4}, r"top_k of 3 at most.*top_k=4"),
        (
            "PrecisionAtRecall",
            {"recall": 0.5, "class_id": 7},
            r"3 classes.*class_id=7",
        ),
    ],
)
def test_classes_beyond_the_last_are_told(name, options, message):
    metric = getattr(keras.metrics, name)(**options)
    for tell in (metric.update_state, metric.check):
        with pytest.raises(ValueError, match=message):
            tell(tf.constant(ONE_HOT), tf.constant(SHARES))


def test_scores_beyond_an_int_are_above_every_threshold():
    p = [3e9, np.inf, 1e38, -3e9, -np.inf, np.nan]
    for number in (3, 200):
        even = np.linspace(0, 1, number).tolist()
        found = keras.metrics.TruePositives(even)([1] * 6, p)
        assert found.numpy().tolist() == [3.0] * number


@pytest.mark.parametrize("name", ["Precision", "AUC", "F1Score"])
@pytest.mark.parametrize("label", [3, -1])
def test_a_label_that_is_no_class_is_told_unless_it_has_no_weight(name, label):
    metric = getattr(keras.metrics, name)()
    with pytest.raises(ValueError, match=rf"\[0, 3\).*label={label}\."):
        metric.update_state([label, 0], SHARES[:2])
    metric.update_state([label, 0], SHARES[:2], sample_weight=[0.0, 1.0])
    counted = getattr(keras.metrics, name)()
    counted.update_state([0], SHARES[1:2])
    np.testing.assert_allclose(metric.result(), counted.result(), 1e-6)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("AUC", {}),
        ("Precision", {}),
        ("TruePositives", {}),
        ("F1Score", {"threshold": 0.5}),
        ("PrecisionAtRecall", {"recall": 0.5}),
    ],
)
def test_labels_of_signs_are_told_unless_they_are_weighed(name, arguments):
    metric = getattr(keras.metrics, name)(**arguments)
    with pytest.raises(ValueError, match=f"{name}: .*label=-1.*y_true > 0"):
        metric.update_state([[-1], [1]], [[0.2], [0.7]])
    metric.update_state([[-1], [1]], [[0.2], [0.7]], [0.0, 1.0])


def test_scores_are_no_probabilities_for_a_best_rate_in_calls():
    metric = keras.metrics.SensitivityAtSpecificity(0.5)
    metric.update_state([0, 1], [0.0, 1.0000002])
    with pytest.raises(ValueError, match="Received: .*tf.sigmoid"):
        metric.update_state([0, 1], [-3.0, 2.0])


@pytest.mark.parametrize("number", [101, 1001])
def test_predictions_at_even_thresholds_are_compared_as_they_are(number):
    given = [step / (number - 1) for step in range(number)]
    at = np.float32(given)
    metric = keras.metrics.TruePositives(thresholds=given)
    metric.update_state(np.ones(number), at)
    want = (at[:, None] > at).sum(0)
    assert metric.result().numpy().tolist() == want.tolist()
