"""Windows, their order and their types are those of tf_keras."""

import numpy as np
import pytest
import tf_keras

import keras


@pytest.mark.parametrize("dtype", ["float64", "float32", "int32"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"batch_size": 4},
        {"batch_size": None},
        {"shuffle": True, "seed": 3, "batch_size": 2},
        {"shuffle": True, "seed": 3, "batch_size": None},
        {"sequence_stride": 3, "sampling_rate": 2},
        {"start_index": 4, "end_index": 25},
    ],
)
def test_windows_are_theirs(options, dtype):
    data = np.arange(60).reshape(30, 2).astype(dtype)
    ours, theirs = (
        list(
            package.utils.timeseries_dataset_from_array(
                data, data[:, 0], 3, **options
            )
        )
        for package in (keras, tf_keras)
    )
    assert len(ours) == len(theirs)
    for our, their in zip(ours, theirs, strict=True):
        assert our[0].dtype == their[0].dtype
        np.testing.assert_array_equal(our[0], their[0])
        np.testing.assert_array_equal(our[1], their[1])
