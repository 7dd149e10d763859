"""R2Score of labels far from 0: digits that float32 sums would lose."""

import copy

import numpy as np
import pytest
import tensorflow as tf
from sklearn import metrics as sklearn_metrics

import keras
from keras.testing import two_replicas

DRAW = np.random.default_rng(14)
# Years, in single precision: the variance is 2e-6 of the mean square.
YEARS = DRAW.normal(2000, 3, (30_000, 2)).astype("float32")
GUESSES = (YEARS + DRAW.normal(0, 1, YEARS.shape)).astype("float32")
SCORE = sklearn_metrics.r2_score(YEARS.astype("float64"), GUESSES)
PARTS = np.array_split(np.arange(len(YEARS)), 7)


def seen(metric, parts=PARTS):
    """The metric, after parts of the rows."""
    for part in parts:
        metric.update_state(YEARS[part], GUESSES[part])
    return metric


def close(metric, expected=SCORE):
    # The result is rounded to float32, and nothing before it.
    np.testing.assert_allclose(metric.result(), expected, 2e-7)


@pytest.mark.parametrize("jit", [None, False, True])
def test_labels_far_from_0_have_the_score_of_scikit_learn(jit):
    metric = keras.metrics.R2Score()
    metric.build((None, 2), (None, 2))
    update, result = metric.update_state, metric.result
    if jit is not None:
        update = tf.function(update, jit_compile=jit, reduce_retracing=True)
        result = tf.function(result, jit_compile=jit)
    for part in PARTS:
        update(YEARS[part], GUESSES[part])
    np.testing.assert_allclose(result(), SCORE, 2e-7)


def test_a_reset_and_another_epoch_give_the_same():
    metric = seen(keras.metrics.R2Score())
    metric.reset_state()
    assert float(metric.result()) == 0.0
    close(seen(metric))


def test_copies_and_merged_metrics_have_all_digits():
    metric = seen(keras.metrics.R2Score(), PARTS[:3])
    close(seen(copy.deepcopy(metric), PARTS[3:]))
    metric.merge_state([seen(keras.metrics.R2Score(), PARTS[3:])])
    close(metric)


def test_replicas_together_have_all_digits():
    rows = tf.data.Dataset.from_tensor_slices((YEARS, GUESSES)).batch(5000)
    model = keras.Sequential(
        [keras.layers.Input((2,)), keras.layers.Identity()]
    )
    with two_replicas.strategy().scope():
        model = keras.models.clone_model(model)
        metric = keras.metrics.R2Score()
        model.compile(loss="mse", metrics=[metric])
    rows = rows.map(lambda y, p: (p, y))
    found = model.evaluate(rows, verbose=0, return_dict=True)["r2_score"]
    np.testing.assert_allclose(found, SCORE, 2e-7)
    close(metric)


def test_a_state_that_was_set_is_believed():
    metric, other = seen(keras.metrics.R2Score()), keras.metrics.R2Score()
    y, p = [[1.0], [4.0], [3.0]], [[2.0], [4.0], [4.0]]
    other.update_state(np.tile(y, 2), np.tile(p, 2))
    for mine, theirs in zip(metric.variables, other.variables, strict=True):
        mine.assign(theirs)
    close(metric, 0.57142857)
    metric.update_state(np.tile(y, 2), np.tile(p, 2))
    close(metric, 0.57142857)


def test_labels_that_are_all_the_same_have_no_variance_in_any_number():
    y = np.full((1000, 1), 0.1, "float32")
    for p, score in ((y, 1.0), (y + 1, 0.0)):
        metric = keras.metrics.R2Score()
        for _ in range(20):
            metric.update_state(y, p)
        assert float(metric.result()) == score


def test_doubles_are_compared_with_all_their_digits():
    # Seconds since 1970, hours apart: float32 has steps of 128.
    y = 1.7e9 + DRAW.normal(0, 3e5, (500, 1))
    p = y + DRAW.normal(0, 1e5, y.shape)
    found = keras.metrics.R2Score()(y, p)
    np.testing.assert_allclose(found, sklearn_metrics.r2_score(y, p), 1e-6)


class Scored(tf.Module):
    """A module with a metric in a function that a SavedModel has."""

    def __init__(self):
        super().__init__()
        self.metric = keras.metrics.R2Score()
        self.metric.build((None, 2), (None, 2))

    @tf.function(input_signature=[tf.TensorSpec((None, 2), tf.float32)] * 2)
    def add(self, y, p):
        self.metric.update_state(y, p)
        return self.metric.result()


def test_a_saved_model_has_the_sums(tmp_path):
    module = Scored()
    tf.saved_model.save(module, str(tmp_path / "m"))
    read = tf.saved_model.load(str(tmp_path / "m"))
    np.testing.assert_allclose(read.add(YEARS, GUESSES), SCORE, 2e-7)
