"""Rows of an HDF5 file train a model as the same array does."""

import h5py
import numpy as np
import pytest

import keras
from keras.legacy import hdf5_matrix

ROWS = np.arange(24, dtype="float32").reshape(8, 3)


@pytest.fixture
def path(tmp_path):
    with h5py.File(tmp_path / "rows.h5", "w") as file:
        file["x"] = ROWS
    return tmp_path / "rows.h5"


def test_it_reads_like_an_array_of_its_rows(path):
    matrix = hdf5_matrix.HDF5Matrix(path, "x", start=2, end=7)
    rows = ROWS[2:7]
    assert (len(matrix), matrix.shape, matrix.ndim) == (5, (5, 3), 2)
    for place in (0, -1, slice(1, 3), [0, 2], np.array([1, 4])):
        np.testing.assert_array_equal(matrix[place], rows[place])
    np.testing.assert_array_equal(np.asarray(matrix), rows)


def test_a_normalizer_tells_shape_and_type(path):
    matrix = hdf5_matrix.HDF5Matrix(
        path, "x", normalizer=lambda x: x[:, :2].astype("float64") / 2
    )
    assert (matrix.shape, matrix.dtype) == ((8, 2), np.float64)
    np.testing.assert_array_equal(np.asarray(matrix), ROWS[:, :2] / 2)


def test_a_model_predicts_its_rows(path):
    model = keras.Sequential([keras.layers.Dense(2)])
    matrix = hdf5_matrix.HDF5Matrix(path, "x", 1, 6)
    found = model.predict(matrix, batch_size=2, verbose=0)
    np.testing.assert_allclose(found, model(ROWS[1:6]), rtol=1e-6)


def test_what_the_file_lacks_is_told(path):
    with pytest.raises(ValueError, match=r"one of \['x'\].*dataset='y'"):
        hdf5_matrix.HDF5Matrix(path, "y")
    with pytest.raises(ValueError, match="8 rows.*start=0, end=9"):
        hdf5_matrix.HDF5Matrix(path, "x", end=9)
