"""Sums that go on where float32 ends: row 129."""

import numpy as np
import pytest
import tensorflow as tf

import keras

FULL = 2.0**24  # 1 more is no float32
STEPS = 1000

ONE, ZERO = np.ones((1, 1), "float32"), np.zeros((1, 1), "float32")


def accuracy():
    return keras.metrics.BinaryAccuracy()


def mean_iou():
    return keras.metrics.MeanIoU(2)


def score():
    return keras.metrics.F1Score("micro", threshold=0.5)


# A metric, what it sees each time, and the variable that counts it.
COUNTERS = [
    (keras.metrics.Mean, (1.0,), "count"),
    (keras.metrics.Mean, (1.0, 1.0), "total"),
    (keras.metrics.Sum, (1.0,), "total"),
    (accuracy, (ONE, ONE), "count"),
    (accuracy, (ONE, ONE), "total"),
    (keras.metrics.TruePositives, (ONE, ONE), "accumulator"),
    (keras.metrics.TrueNegatives, (ZERO, ZERO), "accumulator"),
    (keras.metrics.Precision, (ZERO, ONE), "false_positives"),
    (keras.metrics.AUC, (ONE, ONE), "true_positives"),
    (
        lambda: keras.metrics.RecallAtPrecision(0.5),
        (ZERO, ZERO),
        "true_negatives",
    ),
    (mean_iou, (ONE, ONE), "total_cm"),
    (score, (ONE, ONE), "true_positives"),
    (keras.metrics.R2Score, (ONE, ONE), "count"),
    (keras.metrics.MeanTensor, (ONE,), "count"),
]


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
@pytest.mark.parametrize(
    ("make", "seen", "name"),
    COUNTERS,
    ids=[f"{make().name}-{name}" for make, _, name in COUNTERS],
)
def test_metrics_count_beyond_2_to_the_24_row_129(make, seen, name, in_graph):
    metric = make()
    metric.update_state(*seen)
    counter = getattr(metric, name)
    counter.assign(tf.fill(counter.shape, tf.cast(FULL, counter.dtype)))

    def see_often():
        for _ in range(10):
            metric.update_state(*seen)

    see_often = tf.function(see_often) if in_graph else see_often
    for _ in range(STEPS // 10):
        see_often()
    assert np.max(counter) == FULL + STEPS


def test_the_loss_of_fit_counts_rows_beyond_2_to_the_24_row_129():
    model = keras.Sequential([keras.layers.Rescaling(1.0)])
    model.compile(loss="mse")
    x = np.ones((4, 1), "float32")
    model.evaluate(x, x, 1, verbose=0)
    tracker = model.metrics[0]
    tracker.count.assign(FULL)
    for _ in range(10):
        model.test_on_batch(x[:1], x[:1], reset_metrics=False)
    assert float(tracker.count) == FULL + 10


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_halves_count_beyond_their_own_digits(dtype):
    metric = keras.metrics.Mean(dtype=dtype)
    for _ in range(5):
        metric.update_state(tf.ones(1001))
    assert float(metric.count) == 5005.0
    assert metric.result().dtype == dtype and float(metric.result()) == 1.0


def test_results_and_a_users_state_have_the_metrics_own_type():
    class Mine(keras.metrics.Mean):
        """A user's metric that computes with the state."""

        def update_state(self, values, sample_weight=None):
            super().update_state(values, sample_weight)
            self.total.assign_add(tf.constant(1.0))

        def result(self):
            return self.total / (self.count + tf.constant(1.0))

    metric = Mine()
    assert float(metric([1.0, 2.0, 3.0])) == 7 / 4
    assert {v.dtype for v in metric.weights} == {tf.float32}
    for make, seen, _ in COUNTERS:
        assert make()(*seen).dtype == tf.float32


class Watching(tf.Module):
    """What has a metric in a checkpoint."""

    def __init__(self, metric):
        super().__init__()
        self.metric = metric


def test_checkpoints_have_the_metrics_own_type(tmp_path):
    made = keras.metrics.Mean(), keras.metrics.F1Score("macro", 0.5)
    made[0].update_state([1.0, 5.0])
    made[1].update_state([[1.0, 0.0], [1.0, 1.0]], [[0.9, 0.7], [0.2, 0.8]])
    for index, metric in enumerate(made):
        path = str(tmp_path / f"c{index}")
        path = tf.train.Checkpoint(one=Watching(metric)).write(path)
        reader = tf.train.load_checkpoint(path)
        types = reader.get_variable_to_dtype_map()
        state = {k: v for k, v in types.items() if "metric/" in k}
        assert set(state.values()) <= {tf.float32}
        assert len(state) == len(metric.variables)
        again = type(metric).from_config(metric.get_config())
        status = tf.train.Checkpoint(one=Watching(again)).read(path)
        if index == 1:  # its state is restored as it is made
            again.update_state([[0.0] * 2], [[0.0] * 2], sample_weight=[0.0])
        status.assert_consumed()
        np.testing.assert_allclose(again.result(), metric.result(), 1e-6)
        for one, other in zip(again.variables, metric.variables, strict=True):
            assert one.dtype == other.dtype
            np.testing.assert_allclose(one, other)
