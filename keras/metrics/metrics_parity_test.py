"""Metrics against tf_keras, run over the table of metrics."""

import inspect

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.metrics import rows

PACKAGES = (keras, tf_keras)
SIZES = (4, 1, 5)


def every(*concerns, only=lambda row: True):
    """A mark that runs a test over the rows that tf_keras has."""
    concerns = {"keras 2", *concerns}
    asked = [
        row
        for row in rows.ROWS
        if only(row) and not row.exceptions.keys() & concerns
    ]
    return pytest.mark.parametrize("row", asked, ids=[row.id for row in asked])


def both(row, **arguments):
    """Our metric and theirs."""
    name = row.metric_class.__name__
    return [
        getattr(package.metrics, name)(**row.settings, **arguments)
        for package in PACKAGES
    ]


def batches_of(row, dtype="float32", more=()):
    """Three batches of different size."""
    return [
        tuple(tf.constant(one, dtype) for one in row.draw(size, seed, more))
        for seed, size in enumerate(SIZES)
    ]


def same_after(row, batches, weights=(None,) * 3, **arguments):
    """Compares results and states after batches."""
    ours, theirs = both(row, **arguments)
    for metric in (ours, theirs):
        for batch, of_rows in zip(batches, weights, strict=True):
            metric.update_state(*batch, sample_weight=of_rows)
    # The last bits of float32, after sums in another order.
    np.testing.assert_allclose(ours.result(), theirs.result(), 2e-6)
    assert ours.result().dtype == theirs.result().dtype
    for mine, other in zip(ours.variables, theirs.variables, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-5, atol=1e-5)


@every()
def test_results_and_states_are_those_of_tf_keras(row):
    weights = [np.arange(1, 1 + size, dtype="float32") for size in SIZES]
    same_after(row, batches_of(row))
    same_after(row, batches_of(row), weights)


@every("keras 2 float64")
def test_results_in_float64_are_those_of_tf_keras(row):
    same_after(row, batches_of(row, "float64"), dtype="float64")


@every("ranks", "keras 2 steps")
def test_results_of_steps_are_those_of_tf_keras(row):
    batches = batches_of(row, more=(3,))
    rows_ = [np.arange(1.0, 1.0 + size) for size in SIZES]
    columns = [one[:, None] for one in rows_]
    steps = [np.arange(3.0) + one for one in columns]
    for weights in ((None,) * 3, columns, steps):
        same_after(row, batches, weights)


@every("keras 2 ragged")
def test_ragged_rows_count_as_in_tf_keras(row):
    ragged = [
        tf.RaggedTensor.from_row_lengths(tf.constant(one, tf.float32), [1, 3])
        for one in row.draw(4)
    ]
    ours, theirs = (metric(*ragged) for metric in both(row))
    np.testing.assert_allclose(ours, theirs, 2e-6)


@every("keras 2 unseen")
def test_nothing_seen_gives_what_tf_keras_gives(row):
    ours, theirs = both(row)
    np.testing.assert_array_equal(ours.result(), theirs.result())


@every()
def test_settings_and_state_are_those_of_tf_keras(row):
    ours, theirs = both(row, name="mine")
    assert plain(ours.get_config()) == plain(theirs.get_config())
    # Sums are float64, but for checkpoints.
    types = [ours._keras_checkpoint_type(v) or v.dtype for v in ours.variables]
    assert types == [v.dtype for v in theirs.variables]
    assert [(v.name, v.shape) for v in ours.variables] == [
        (v.name, v.shape) for v in theirs.variables
    ]


def test_checkpoints_go_both_ways(tmp_path):
    made = [keras.metrics.Precision(), tf_keras.metrics.Precision()]
    made[0].update_state([1.0, 0.0, 1.0], [0.9, 0.8, 0.7])
    for index, (one, other) in enumerate([made, made[::-1]]):
        path = tf.train.Checkpoint(metric=one).write(str(tmp_path / f"{index}"))
        other.reset_state()
        tf.train.Checkpoint(metric=other).read(path).assert_consumed()
        assert float(other.result()) == pytest.approx(2 / 3)


def plain(config):
    """A config with one form for functions and for lists of numbers."""
    forms = {}
    for name, value in config.items():
        if np.ndim(value) == 1:
            value = [round(float(one), 6) for one in value]
        forms[name] = getattr(value, "__name__", value)
    return forms


@every()
def test_configs_go_both_ways(row):
    ours, theirs = both(row, name="mine")
    read = keras.metrics.deserialize(tf_keras.metrics.serialize(theirs))
    assert plain(read.get_config()) == plain(ours.get_config())
    read = tf_keras.metrics.deserialize(keras.metrics.serialize(ours))
    assert plain(read.get_config()) == plain(theirs.get_config())


@every(only=lambda row: row.is_plain)
def test_signatures_are_those_of_tf_keras(row):
    theirs = getattr(tf_keras.metrics, row.metric_class.__name__)
    newer = row.metric_class._keras_since_3
    known = [one for one in parameters(row.metric_class) if one[0] not in newer]
    assert known == parameters(theirs)


def parameters(of):
    found = inspect.signature(of).parameters.values()
    return [(p.name, p.default) for p in found]


@every()
def test_a_checkpoint_of_tf_keras_restores(row, tmp_path):
    ours, theirs = both(row)
    batches = batches_of(row)
    for batch in batches:
        theirs.update_state(*batch)
    ours.update_state(*batches[0])
    path = tf.train.Checkpoint(m=theirs).write(str(tmp_path / "c"))
    tf.train.Checkpoint(m=ours).read(path).assert_existing_objects_matched()
    np.testing.assert_allclose(ours.result(), theirs.result(), 1e-6)


@pytest.mark.parametrize("name", ["Mean", "Sum"])
@pytest.mark.parametrize(
    ("values", "weights"),
    [
        (5.0, None),
        (3.0, 4.0),
        ([[1.0, 2.0], [3.0, 4.0]], [[1.0], [3.0]]),
        ([[1.0, 2.0], [3.0, 4.0]], 2.0),
        ([[1.0], [3.0]], [1.0, 2.0]),
    ],
)
def test_means_and_sums_weigh_as_in_tf_keras(name, values, weights):
    ours, theirs = (getattr(m.metrics, name)() for m in PACKAGES)
    for metric in (ours, theirs):
        metric.update_state(values, sample_weight=weights)
    for a, b in zip(ours.variables, theirs.variables, strict=True):
        assert a.numpy() == b.numpy()
