"""Weights and masks of steps, in the loss and in the metrics alike."""

import numpy as np
import pytest

import keras

ROWS, STEPS, SIZE = 3, 4, 2
X = np.random.default_rng(0).normal(size=(ROWS, STEPS, SIZE)) + 3.0
Y = np.random.default_rng(1).normal(size=(ROWS, STEPS, SIZE))
KEPT = np.arange(ROWS * STEPS).reshape(ROWS, STEPS) % 4 != 3
X[~KEPT] = 0.0


@pytest.mark.parametrize(
    "shape",
    [(ROWS,), (ROWS, 1), (ROWS, STEPS), (ROWS, STEPS, 1), (ROWS, STEPS, SIZE)],
    ids=str,
)
def test_weighted_metrics_of_masked_steps_are_those_of_the_formula(shape):
    weights = np.random.default_rng(2).uniform(0.5, 2.0, shape)
    model = keras.Sequential([keras.layers.Masking()])
    of_each = shape[2:] == (SIZE,)
    metric = keras.metrics.RootMeanSquaredError() if of_each else "mse"
    loss = (lambda y, p: (y - p) ** 2) if of_each else "mse"
    model.compile(loss=loss, weighted_metrics=[metric])
    found = model.evaluate(X, Y, verbose=0, sample_weight=weights)
    spread = weights.reshape(shape + (1,) * (3 - len(shape)))
    counted = spread * KEPT[..., None] * np.ones_like(X)
    squares = (X - Y) ** 2 * counted
    mean = squares.sum() / counted.sum()
    kept = np.broadcast_to(KEPT[..., None], X.shape).sum()
    np.testing.assert_allclose(found[0], squares.sum() / kept, 1e-5)
    expected = np.sqrt(mean) if of_each else mean
    np.testing.assert_allclose(found[1], expected, 1e-5)
