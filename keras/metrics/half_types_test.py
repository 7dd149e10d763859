"""Metrics whose type is a half: they compare and add up in wider ones."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.metrics import rows

# Of the last bit of a result, twice.
ROUNDING = 2**-10


@pytest.mark.parametrize("row", rows.ROWS, ids=lambda row: row.id)
def test_the_result_is_the_formula_s_rounded_once(row):
    draws = [row.draw(size, seed) for seed, size in enumerate((4, 5))]
    batches = [
        tuple(tf.constant(one, "float32") for one in draw) for draw in draws
    ]
    metric = row.make(dtype="float16")
    for batch in batches:
        metric.update_state(*batch)
    found = metric.result()
    expected = row.expected(batches, None)
    assert found.dtype == "float16"
    np.testing.assert_allclose(
        tf.cast(found, "float64"), expected, ROUNDING, ROUNDING / 10
    )


@pytest.fixture
def halves():
    keras.backend.set_floatx("float16")
    yield
    keras.backend.set_floatx("float32")


@pytest.mark.usefixtures("halves")
def test_classes_beyond_2048_are_told_apart_where_floats_are_halves():
    metric = keras.metrics.SparseCategoricalAccuracy()
    metric.update_state([3000, 3001], np.eye(4000, dtype="float16")[[3000] * 2])
    assert (metric.dtype, float(metric.result())) == ("float16", 0.5)


@pytest.mark.usefixtures("halves")
def test_squares_beyond_a_half_count_in_the_mean_where_floats_are_halves():
    metric = keras.metrics.MeanSquaredError()
    metric.update_state([[300.0]], [[0.0]])
    metric.update_state([[0.0]] * 9, [[0.0]] * 9)
    assert float(metric.result()) == 9000


@pytest.mark.usefixtures("halves")
def test_a_model_of_halves_has_the_metrics_of_its_predictions():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
    model.compile("sgd", "mse", metrics=["mae"])
    x = np.random.default_rng(0).normal(size=(64, 3)).astype("float16")
    y = np.ones((64, 4), "float16")
    logs = model.evaluate(x, y, verbose=0, return_dict=True)
    errors = model.predict(x, verbose=0).astype("float64") - y
    assert logs["mae"] == pytest.approx(np.abs(errors).mean(), rel=2**-10)
    assert logs["loss"] == pytest.approx((errors**2).mean(), rel=2**-10)
