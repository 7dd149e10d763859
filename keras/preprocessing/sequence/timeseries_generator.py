"""Batches of windows over a time series."""

import json
from typing import Any

import numpy as np

from keras.engine.training import arguments
from keras.utils import sequence


def _count(name: str, value: int) -> int:
    return arguments.count("TimeseriesGenerator", name, value, 1)


class TimeseriesGenerator(sequence.Sequence):
    """Batches of windows of a series, with the target behind each window.

    x = data[row - length : row : sampling_rate], y = targets[row]

    New code takes `keras.utils.timeseries_dataset_from_array`, which reads in
    the graph.

    Args:
        data: Array of shape `(steps, ...)`.
        targets: Array of as many steps.
        length: Steps that a window spans.
        sampling_rate: Steps from one row of a window to the next. Default 1.
        stride: Steps from one window to the next. Default 1.
        start_index: First step that a window may hold. Default 0.
        end_index: Last step that a target may have. Default: the last one.
        shuffle: True draws windows by NumPy's global random state, with
            repetition. Default False.
        reverse: True turns time round in each window. Default False.
        batch_size: Windows a batch. Default 128.

    Raises:
        TypeError: If a number of steps is no whole one.
        ValueError: If `data` and `targets` differ in length, a number of
            steps is below 1, or no window fits in.

    Example:
        >>> series = np.arange(6)
        >>> windows = keras.preprocessing.sequence.TimeseriesGenerator(
        ...     series, series, length=3, batch_size=2)
        >>> x, y = windows[0]
        >>> x.tolist(), y.tolist(), len(windows)
        ([[0, 1, 2], [1, 2, 3]], [3, 4], 2)
    """

    def __init__(
        self,
        data: Any,
        targets: Any,
        length: int,
        sampling_rate: int = 1,
        stride: int = 1,
        start_index: int = 0,
        end_index: int | None = None,
        shuffle: bool = False,
        reverse: bool = False,
        batch_size: int = 128,
    ) -> None:
        super().__init__()
        if len(data) != len(targets):
            raise ValueError(
                "TimeseriesGenerator: data and targets differ in length. "
                "Expected a target for each step. "
                f"Received: {len(data)} steps, {len(targets)} targets."
            )
        self.data = data
        self.targets = targets
        self.length = length
        self.sampling_rate = _count("sampling_rate", sampling_rate)
        self.stride = _count("stride", stride)
        self.start_index = start_index + length
        self.end_index = len(data) - 1 if end_index is None else end_index
        self.shuffle = shuffle
        self.reverse = reverse
        self.batch_size = _count("batch_size", batch_size)
        if self.start_index > self.end_index:
            raise ValueError(
                "TimeseriesGenerator: no window fits in. Expected start_index "
                f"+ length of at most end_index={self.end_index}. Received: "
                f"start_index={start_index}, length={length}."
            )

    def __len__(self) -> int:
        """Returns the number of batches."""
        span = self.batch_size * self.stride
        return (self.end_index - self.start_index + span) // span

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Returns windows and targets of a batch.

        Args:
            index: Number of the batch.
        """
        rows = self._rows(index)
        windows = np.array(
            [
                self.data[row - self.length : row : self.sampling_rate]
                for row in rows
            ]
        )
        targets = np.array([self.targets[row] for row in rows])
        return (windows[:, ::-1] if self.reverse else windows), targets

    def _rows(self, index: int) -> np.ndarray:
        if self.shuffle:
            return np.random.randint(
                self.start_index, self.end_index + 1, size=self.batch_size
            )
        span = self.batch_size * self.stride
        first = self.start_index + span * index
        return np.arange(
            first, min(first + span, self.end_index + 1), self.stride
        )

    def get_config(self) -> dict:
        """Returns the arguments, data and targets as JSON texts."""
        return {
            "data": _json_of(self.data, "data"),
            "targets": _json_of(self.targets, "targets"),
            "length": self.length,
            "sampling_rate": self.sampling_rate,
            "stride": self.stride,
            "start_index": self.start_index,
            "end_index": self.end_index,
            "shuffle": self.shuffle,
            "reverse": self.reverse,
            "batch_size": self.batch_size,
        }

    def to_json(self, **kwargs: Any) -> str:
        """Returns the class's name and the config as a JSON text.

        Args:
            **kwargs: Arguments of `json.dumps`.
        """
        described = {
            "class_name": type(self).__name__,
            "config": self.get_config(),
        }
        return json.dumps(described, **kwargs)


def _json_of(values: Any, name: str) -> str:
    try:
        return json.dumps(np.asarray(values).tolist())
    except TypeError as error:
        raise TypeError(
            f"TimeseriesGenerator: {name} has no JSON form. Expected numbers "
            f"or texts. Received: {name} of {type(values).__name__}."
        ) from error
