"""Overlap, F scores, R2, MeanTensor, PyMetric: layouts, errors, `fit`."""

import time

import numpy as np
import pytest
import tensorflow as tf
from sklearn import metrics as sklearn_metrics

import keras

DRAW = np.random.default_rng(5)
CLASSES = DRAW.integers(0, 3, 40)
ONE_HOT = np.eye(3)[CLASSES]
SHARES = DRAW.dirichlet([1.0, 1.0, 1.0], 40).astype("float32")
BITS = DRAW.integers(0, 2, 40)
CHANCES = DRAW.random(40).astype("float32")
WEIGHTS = DRAW.uniform(0.5, 2.0, 40)

LAYOUTS = {
    "ids": CLASSES,
    "a column of ids": CLASSES[:, None],
    "one-hot": ONE_HOT,
}


@pytest.mark.parametrize("average", [None, "micro", "macro", "weighted"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["", "weights"])
def test_f_scores_are_those_of_scikit_learn(average, layout, weights):
    # Row 22.
    found = keras.metrics.FBetaScore(average, beta=2.0)(
        LAYOUTS[layout], SHARES, weights
    )
    expected = sklearn_metrics.fbeta_score(
        CLASSES,
        SHARES.argmax(-1),
        beta=2.0,
        average=average,
        sample_weight=weights,
    )
    np.testing.assert_allclose(found, expected, 1e-6)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_masked_steps_count_in_no_f_score(layout):
    """Labels (N, T, C) with a mask (row 22)."""
    labels, kept = LAYOUTS[layout], DRAW.random((8, 5)) > 0.4
    p = tf.constant(SHARES.reshape(8, 5, 3))
    p._keras_mask = tf.constant(kept)
    y = labels.reshape(8, 5, *labels.shape[1:])
    found = keras.metrics.F1Score("macro")(y, p)
    expected = sklearn_metrics.f1_score(
        CLASSES[kept.ravel()],
        SHARES.argmax(-1)[kept.ravel()],
        average="macro",
    )
    np.testing.assert_allclose(found, expected, 1e-6)


@pytest.mark.parametrize("shape", [(40,), (40, 1)], ids=len)
def test_two_classes_may_be_in_one_column(shape):
    # Row 22.
    metric = keras.metrics.F1Score(threshold=0.5)
    found = metric(BITS.reshape(shape), CHANCES[:, None], WEIGHTS)
    expected = sklearn_metrics.f1_score(
        BITS, CHANCES > 0.5, sample_weight=WEIGHTS
    )
    np.testing.assert_allclose(found, [expected], 1e-6)


def test_one_column_without_a_threshold_is_warned_of():
    with pytest.warns(UserWarning, match="one column.*threshold=None"):
        keras.metrics.F1Score()(BITS, CHANCES)


def test_f_scores_are_reported_in_fit():
    model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
    metric = keras.metrics.F1Score("macro")
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=[metric])
    x = DRAW.normal(size=(40, 2))
    model.fit(x, CLASSES, verbose=0)
    found = model.evaluate(x, CLASSES, verbose=0, return_dict=True)
    likeliest = model.predict(x, verbose=0).argmax(-1)
    expected = sklearn_metrics.f1_score(CLASSES, likeliest, average="macro")
    np.testing.assert_allclose(found["f1_score"], expected, 1e-6)


@pytest.mark.parametrize("aggregation", ["uniform", "variance_weighted"])
def test_r2_is_that_of_scikit_learn(aggregation):
    # Row 70.
    y, p = DRAW.normal(size=(2, 40, 3)) * [1.0, 2.0, 0.5]
    found = keras.metrics.R2Score(f"{aggregation}_average")(y, p, WEIGHTS)
    expected = sklearn_metrics.r2_score(
        y,
        p,
        sample_weight=WEIGHTS,
        multioutput=aggregation.replace("uniform", "uniform_average"),
    )
    np.testing.assert_allclose(found, expected, 1e-5)


def test_r2_of_labels_that_are_all_the_same():
    metric = keras.metrics.R2Score()
    assert float(metric([3.0, 3.0], [3.0, 3.0])) == 1.0
    assert float(metric([3.0, 3.0], [3.0, 4.0])) == 0.0


def test_more_regressors_than_labels_are_warned_of():
    metric = keras.metrics.R2Score(num_regressors=3)
    with pytest.warns(UserWarning, match="2 labels of 3 regressors"):
        found = metric([1.0, 2.0], [1.0, 3.0])
    assert float(found) == -1.0


@pytest.mark.parametrize("masked", [False, True], ids=["", "masked"])
def test_overlap_is_that_of_scikit_learn(masked):
    likeliest, kept = SHARES.argmax(-1), DRAW.random(40) > 0.3
    p = tf.constant(SHARES)
    if masked:
        p._keras_mask = tf.constant(kept)
    kept = kept | (not masked)
    for labels, is_sparse in ((CLASSES, True), (ONE_HOT, False)):
        metric = keras.metrics.MeanIoU(
            3, sparse_y_true=is_sparse, sparse_y_pred=False
        )
        expected = sklearn_metrics.jaccard_score(
            CLASSES[kept],
            likeliest[kept],
            average="macro",
            sample_weight=WEIGHTS[kept],
        )
        np.testing.assert_allclose(metric(labels, p, WEIGHTS), expected, 1e-6)


def test_an_ignored_label_may_be_beyond_the_classes():
    metric = keras.metrics.MeanIoU(2, ignore_class=255)
    assert float(metric([0, 1, 255], [0, 1, 1])) == 1.0


@pytest.mark.parametrize("wrong", [3, -1])
def test_labels_beyond_the_classes_are_told(wrong):
    metric = keras.metrics.MeanIoU(3)
    labels = tf.constant([0, wrong])
    told = rf"labels are.*\[0, 3\).*Received: {wrong}"
    with pytest.raises(ValueError, match=told):
        metric(labels, tf.constant([0, 1]))
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"labels are.*\[0, 3\)"
    ):
        tf.function(metric.update_state)(labels, tf.constant([0, 1]))


def test_mean_tensors_are_the_means_of_elements():
    metric = keras.metrics.MeanTensor()
    with pytest.raises(ValueError, match="nothing was seen.*update_state"):
        metric.result()
    values = DRAW.normal(size=(3, 4, 2))
    update = tf.function(metric.update_state)
    for one in values:
        update(tf.constant(one, tf.float32), tf.constant(WEIGHTS[:4]))
    np.testing.assert_allclose(metric.result(), values.mean(0), 1e-5)
    np.testing.assert_allclose(metric.count[:, 0], 3 * WEIGHTS[:4], 1e-6)
    with pytest.raises(ValueError, match=r"\(4, 2\).*shape=\(3,\)"):
        metric.update_state([1.0, 2.0, 3.0])
    metric.reset_state()
    assert not np.any(metric.result())


def test_mean_tensors_of_a_given_shape_are_there_at_once():
    metric = keras.metrics.MeanTensor(shape=(2,))
    again = keras.metrics.MeanTensor.from_config(metric.get_config())
    assert again.total.shape == (2,)
    assert "shape" not in keras.metrics.MeanTensor().get_config()
    metric.update_state([1.0, 2.0])
    again.update_state([3.0, 4.0])
    again.merge_state([metric])
    assert again.result().numpy().tolist() == [2.0, 3.0]


class Largest(keras.metrics.experimental.PyMetric):
    """A user's metric in Python."""

    def reset_state(self):
        self.top = 0.0

    def update_state(self, y_true, y_pred, sample_weight=None):
        weights = 1.0 if sample_weight is None else sample_weight.numpy()
        self.top = max(self.top, float((y_pred.numpy() * weights).max()))

    def result(self):
        return self.top


def test_metrics_in_python_are_called_from_graphs():
    model = keras.Sequential([keras.layers.Identity()])
    model.compile(loss="mse", metrics=[Largest()], weighted_metrics=[Largest()])
    x, weights = DRAW.random((8, 1)), np.arange(8.0)
    found = model.evaluate(x, x, 4, verbose=0, sample_weight=weights)
    expected = [x.max(), (x[:, 0] * weights).max()]
    # A weight a row goes with a row of one column.
    np.testing.assert_allclose(found[1], expected[0], 1e-6)
    metric = Largest()
    assert float(metric(x, x)) == np.float32(x.max())
    metric.reset_state()
    assert float(metric.result()) == 0.0


def test_a_graph_keeps_the_order_of_calls_of_a_metric_in_python():
    class Slow(Largest):
        def update_state(self, y_true, y_pred, sample_weight=None):
            seen = max(self.top, float(y_pred.numpy().max()))
            time.sleep(0.02)
            self.top = seen

    metric = Slow()

    @tf.function
    def steps(x):
        for batch in x:
            metric.update_state(batch, batch)
        return metric.result()

    assert float(steps(tf.constant([[3.0], [1.0], [2.0]]))) == 3.0
    assert float(steps(tf.constant([[1.0], [2.0], [4.0]]))) == 4.0


@pytest.mark.parametrize("name", ["update_state", "result", "reset_state"])
def test_a_metric_in_python_needs_its_methods(name):
    made = Largest()
    call = getattr(keras.metrics.experimental.PyMetric, name)
    given = (0, 0) if name == "update_state" else ()
    with pytest.raises(NotImplementedError, match=f"needs `{name}`"):
        call(made, *given)


REFUSED = [
    ("FBetaScore", {"average": "mean"}, "'micro'.*average='mean'"),
    ("FBetaScore", {"beta": 0.0}, "above 0.*beta=0.0"),
    ("F1Score", {"threshold": 1.5}, r"\(0, 1\].*threshold=1.5"),
    ("R2Score", {"class_aggregation": "sum"}, "'uniform_average'.*'sum'"),
    ("R2Score", {"num_regressors": -1}, "0 or more.*num_regressors=-1"),
    (
        "IoU",
        {"num_classes": 2, "target_class_ids": [2]},
        r"\[0, 2\).*target_class_ids=\[2\]",
    ),
    (
        "OneHotIoU",
        {"num_classes": 2, "target_class_ids": []},
        r"\[0, 2\).*target_class_ids=\[\]",
    ),
    ("MeanIoU", {"num_classes": 0}, "1 or more.*num_classes=0"),
]


@pytest.mark.parametrize(("name", "options", "message"), REFUSED)
def test_wrong_arguments_are_told(name, options, message):
    with pytest.raises(ValueError, match=message):
        getattr(keras.metrics, name)(**options)


def test_a_normalizer_that_stretches_the_labels_is_told():
    metric = keras.metrics.MeanRelativeError([1.0, 2.0])
    with pytest.raises(ValueError, match=r"broadcast to \(2, 1\).*\(2,\)"):
        metric([[1.0], [2.0]], [[1.0], [3.0]])
    with pytest.raises(ValueError, match=r"broadcast to \(3,\).*\(2,\)"):
        metric([1.0, 2.0, 3.0], [1.0, 3.0, 4.0])


def test_scores_of_classes_are_told_as_such_where_numbers_are_expected():
    metric = keras.metrics.MeanIoU(3)
    with pytest.raises(ValueError, match=r"\(2, 4, 3\).*sparse_y_pred=False"):
        metric(np.zeros((2, 4)), np.zeros((2, 4, 3)))
