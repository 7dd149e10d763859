"""Correlations of very large and very small numbers."""

import numpy as np
import pytest

import keras

DRAW = np.random.default_rng(0)
LABELS = DRAW.normal(size=(3, 200))
SCORES = LABELS + DRAW.normal(size=(3, 200))


@pytest.mark.parametrize("unit", [1e-30, 1e-12, 1.0, 1e12, 1e30])
def test_correlation_has_no_unit(unit):
    expected = [np.corrcoef(y, p)[0, 1] for y, p in zip(LABELS, SCORES)]
    given = (LABELS * unit, SCORES * unit)
    found = keras.metrics.pearson_correlation(*np.float32(given))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("unit", [1e-30, 1e-12, 1.0, 1e12, 1e30])
def test_concordance_has_no_unit(unit):
    y, p = LABELS, SCORES
    covariance = ((y - y.mean(1)[:, None]) * (p - p.mean(1)[:, None])).mean(1)
    spread = y.var(1) + p.var(1) + (y.mean(1) - p.mean(1)) ** 2
    given = np.float32((y * unit, p * unit))
    found = keras.metrics.concordance_correlation(*given)
    np.testing.assert_allclose(found, 2 * covariance / spread, rtol=1e-5)


def test_constants_correlate_with_nothing():
    found = keras.metrics.pearson_correlation([[1.0, 1.0]], [[0.0, 1.0]])
    assert found.numpy().tolist() == [0.0]
    found = keras.metrics.concordance_correlation([[1.0, 1.0]], [[1.0, 1.0]])
    assert found.numpy().tolist() == [0.0]
