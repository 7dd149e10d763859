"""A sample of what `grid_nightly_test.py` compares in full."""

import pytest

from keras.testing import replica_grid as grid
from keras.testing import two_replicas

SAMPLE = [(1, 1), (3, 4), (5, 5), (11, 4), (17, 8)]


@pytest.fixture(scope="module")
def two():
    return grid.Grid(two_replicas.strategy())


@pytest.mark.parametrize("num_rows, batch", SAMPLE)
def test_two_replicas_come_to_what_one_device_does_row_12_row_13(
    two, num_rows, batch
):
    two.compare(num_rows, batch)


def test_weighted_rows_count_the_same_on_two_replicas_row_13(two):
    two.compare(7, 3, grid.WEIGHTS)


def test_two_replicas_come_to_what_numpy_does_row_12():
    grid.Formula(two_replicas.strategy()).compare(5, 4)
