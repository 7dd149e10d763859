"""Windows of a series of rows, as batches."""

import numbers
from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from keras.engine.training import arguments
from keras.utils import dataset_format


def timeseries_dataset_from_array(
    data: Any,
    targets: Any,
    sequence_length: int,
    sequence_stride: int = 1,
    sampling_rate: int = 1,
    batch_size: int | None = 128,
    shuffle: bool = False,
    seed: int | None = None,
    start_index: int | None = None,
    end_index: int | None = None,
    format: str = "tf",
) -> tf.data.Dataset:
    """Makes a data set of windows that slide over rows taken at equal times.

    A window that starts at row i is `data[i : i + length * rate : rate]`; its
    target is `targets[i]`. So `targets = data[length:]` are the rows that
    follow the windows. Windows end with the data, `end_index` and the targets.

    Args:
        data: Array or tensor, or a dict of several; the first axis is time.
        targets: Target of the window that starts at each row, or a dict of
            several, or None for windows alone.
        sequence_length: Rows of a window, at least 1.
        sequence_stride: Rows between the starts of windows, at least 1 and
            fewer than the data's. Default 1.
        sampling_rate: Rows between the rows of a window, at least 1 and fewer
            than the data's. Default 1.
        batch_size: Windows of a batch, or None for single windows. Default 128.
        shuffle: True mixes the windows. Default False: in the order of time.
        seed: Seed of the mixing. Default: another each time.
        start_index: First row that is used. Default 0.
        end_index: First row that isn't used any more. Default: the data's
            number of rows.
        format: 'tf', the only one.
    Returns:
        A `tf.data.Dataset` of windows `(batch, length, ...)`, or pairs of
        these and their targets `(batch, ...)`.
    Raises:
        TypeError: If a number of rows is none.
        ValueError: If a number is out of range, or no whole one, or arrays
            of a dict differ in rows.

    Example:
        >>> x = np.arange(10)
        >>> pairs = keras.utils.timeseries_dataset_from_array(
        ...     x, x[3:], sequence_length=3)
        >>> for window, following in pairs.unbatch().take(2):
        ...     print(window.numpy(), following.numpy())
        [0 1 2] 3
        [1 2 3] 4
    """
    dataset_format.check(format, "timeseries_dataset_from_array")
    batch_size = arguments.maybe_count(
        "timeseries_dataset_from_array", "batch_size", batch_size
    )
    sequence_length = _whole("sequence_length", sequence_length)
    sequence_stride = _whole("sequence_stride", sequence_stride)
    sampling_rate = _whole("sampling_rate", sampling_rate)
    data, targets = _Series("data", data), _Series("targets", targets)
    starts = window_starts(
        data.rows,
        targets.rows,
        sequence_length,
        sequence_stride,
        sampling_rate,
        start_index,
        end_index,
    )
    if shuffle:
        seed = np.random.randint(10**6) if seed is None else seed
        np.random.RandomState(seed).shuffle(starts)
    steps = np.arange(sequence_length) * sampling_rate
    windows = _starts_dataset(starts, batch_size, shuffle, seed).map(
        _Windows(data, targets, steps), num_parallel_calls=tf.data.AUTOTUNE
    )
    return windows.prefetch(tf.data.AUTOTUNE)


def window_starts(
    size: int,
    num_targets: int | None,
    length: int,
    stride: int,
    rate: int,
    start_index: int | None,
    end_index: int | None,
) -> np.ndarray:
    """First rows of all windows that fit, in the order of time."""
    start, end = _bounds(start_index, end_index, size)
    _check_within("sequence_length", length, None)
    _check_within("sequence_stride", stride, size)
    _check_within("sampling_rate", rate, size)
    last = end - (length - 1) * rate
    if num_targets is not None:
        last = min(last, num_targets)
    return np.arange(start, max(start, last), stride)


def _bounds(start: int | None, end: int | None, size: int) -> tuple[int, int]:
    first = 0 if start is None else _whole("start_index", start)
    last = size if end is None else _whole("end_index", end)
    if not 0 <= first < last <= size:
        raise ValueError(
            "timeseries_dataset_from_array: there are no such rows. Expected "
            f"0 <= start_index < end_index <= {size}, the data's length. "
            f"Received: start_index={start}, end_index={end}."
        )
    return first, last


def _whole(name: str, value: float) -> int:
    """Takes 24.0 too: rows a day are a quotient in many a program."""
    if not isinstance(value, numbers.Real):
        raise TypeError(
            "timeseries_dataset_from_array: rows are counted. Expected a whole "
            f"number. Received: {name}={value!r}."
        )
    if value % 1:
        raise ValueError(
            "timeseries_dataset_from_array: rows are whole. Expected a whole "
            f"number. Received: {name}={value}."
        )
    return int(value)


def _check_within(name: str, value: int, size: int | None) -> None:
    if value < 1 or (size is not None and value >= size):
        most = "" if size is None else f" and under {size}, the data's length"
        raise ValueError(
            "timeseries_dataset_from_array: no window is so. Expected "
            f"{name} of at least 1{most}. Received: {name}={value}."
        )


def _starts_dataset(
    starts: np.ndarray, batch_size: int | None, shuffle: bool, seed: int | None
) -> tf.data.Dataset:
    """The windows' starts in their last order, so that no window is copied."""
    dataset = tf.data.Dataset.from_tensor_slices(starts)
    if shuffle:
        buffer = 1024 if batch_size is None else batch_size * 8
        dataset = dataset.shuffle(buffer, seed=seed)
    return dataset if batch_size is None else dataset.batch(batch_size)


class _Series:
    """An array, several by name, or none.

    Attributes:
        rows: Their number; None where there is no array.
    """

    def __init__(self, name: str, given: Any) -> None:
        if isinstance(given, Mapping):
            self._tensors = {
                key: tf.convert_to_tensor(part) for key, part in given.items()
            }
            counts = {key: len(part) for key, part in self._tensors.items()}
        else:
            is_there = given is not None
            self._tensors = tf.convert_to_tensor(given) if is_there else None
            counts = {name: len(self._tensors)} if is_there else {}
        if len(set(counts.values())) > 1:
            raise ValueError(
                "timeseries_dataset_from_array: arrays differ in rows. "
                f"Expected one number. Received: {name} of {counts} rows."
            )
        self.rows = max(counts.values(), default=None)

    def taken(self, rows: tf.Tensor) -> Any:
        return tf.nest.map_structure(
            lambda tensor: tf.gather(tensor, rows), self._tensors
        )


class _Windows:
    """Takes the windows that start at some rows, all at once."""

    def __init__(
        self, data: _Series, targets: _Series, steps: np.ndarray
    ) -> None:
        self._data, self._targets = data, targets
        self._steps = steps

    def __call__(self, starts: tf.Tensor) -> Any:
        windows = self._data.taken(starts[..., None] + self._steps)
        if self._targets.rows is None:
            return windows
        return windows, self._targets.taken(starts)
