"""Windows are those that NumPy cuts out."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.utils import timeseries_dataset

windows_of = keras.utils.timeseries_dataset_from_array


def numpy_windows(n, length, stride, rate, start, end, num_targets):
    """Starts of the windows that fit, one by one."""
    end = n if end is None else end
    found = []
    for first in range(start or 0, end, stride):
        fits = first + (length - 1) * rate < end
        if fits and (num_targets is None or first < num_targets):
            found.append(first)
    return found


def cases(n):
    starts, ends = (None, 1, n - 1), (None, n, n - 1, 2)
    every = itertools.product(
        (1, 2, 3), (1, 2), (1, 2), starts, ends, (None, 1, n - 2, n, n + 2)
    )
    return [case for case in every if (case[3] or 0) < (case[4] or n)]


@pytest.mark.parametrize("n", [3, 4, 7])
def test_all_windows_start_where_those_of_numpy_do(n):
    # row 219
    for case in cases(n):
        length, stride, rate, start, end, num_targets = case
        starts = timeseries_dataset.window_starts(
            n, num_targets, length, stride, rate, start, end
        )
        assert starts.tolist() == numpy_windows(n, *case), case


@pytest.mark.parametrize("case", cases(6)[::23])
def test_windows_are_those_of_numpy(case):
    # row 219
    length, stride, rate, start, end, num_targets = case
    targets = None if num_targets is None else 10 * np.arange(num_targets)
    dataset = windows_of(
        np.arange(6), targets, length, stride, rate, 3, False, None, start, end
    ).unbatch()
    expected = numpy_windows(6, *case)
    found = list(dataset.as_numpy_iterator())
    if targets is not None:
        assert [y for _, y in found] == [10 * i for i in expected]
        found = [x for x, _ in found]
    assert [x.tolist() for x in found] == [
        (i + np.arange(length) * rate).tolist() for i in expected
    ]


def test_targets_after_the_data_are_paired_from_a_later_start():
    # row 219
    data = np.arange(20)
    (batch,) = windows_of(data, data[3:], 3, start_index=10, end_index=20)
    assert batch[0][:, 0].numpy().tolist() == list(range(10, 17))
    assert batch[1].numpy().tolist() == list(range(13, 20))


@pytest.mark.parametrize(
    "options, what",
    [
        ({"start_index": -1}, "start_index=-1"),
        ({"start_index": 10}, "start_index=10"),
        ({"end_index": 11}, "end_index=11"),
        ({"start_index": 5, "end_index": 5}, "end_index=5"),
        ({"sampling_rate": 0}, "sampling_rate=0"),
        ({"sampling_rate": 10}, "sampling_rate=10"),
        ({"sequence_stride": 0}, "sequence_stride=0"),
        ({"sequence_stride": 10}, "sequence_stride=10"),
        ({"sequence_length": 0}, "sequence_length=0"),
        ({"batch_size": 0}, "batch_size=0"),
        ({"sequence_length": 2.5}, "sequence_length=2.5"),
        ({"format": "grain"}, "format='grain'"),
    ],
)
def test_numbers_out_of_range_are_told(options, what):
    with pytest.raises(ValueError, match=what):
        windows_of(np.arange(10), None, **{"sequence_length": 2, **options})


def test_whole_floats_are_taken_as_numbers_of_rows():
    (batch,) = windows_of(
        np.arange(8), None, 24 / 8, sampling_rate=2.0, start_index=1.0
    )
    assert batch[:, 2].numpy().tolist() == [5, 6, 7]


def test_dicts_are_several_arrays():
    x = np.arange(6)
    (batch,) = windows_of({"a": x, "b": x[:, None]}, {"next": x[2:]}, 2)
    assert {name: rows.shape for name, rows in batch[0].items()} == {
        "a": (4, 2),
        "b": (4, 2, 1),
    }
    assert batch[1]["next"].numpy().tolist() == [2, 3, 4, 5]
    with pytest.raises(ValueError, match="targets of {'a': 6, 'b': 5} rows"):
        windows_of(x, {"a": x, "b": x[1:]}, 2)


@pytest.mark.parametrize("length", [None, "3"])
def test_what_is_no_number_of_rows_is_told(length):
    with pytest.raises(TypeError, match=f"sequence_length={length!r}"):
        windows_of(np.arange(8), None, length)


def test_tensors_and_more_axes_are_taken():
    data = tf.reshape(tf.range(24.0), (6, 2, 2))
    (batch,) = windows_of(data, None, 2, batch_size=10)
    assert batch.shape == (5, 2, 2, 2)
    np.testing.assert_array_equal(batch[3, 1], data[4])
