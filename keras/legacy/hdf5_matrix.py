"""Rows of a dataset in an HDF5 file, as Keras 1 and 2 gave them to `fit`."""

from collections.abc import Callable
from typing import Any

import h5py
import numpy as np

from keras.engine.data import stored_rows


class HDF5Matrix(stored_rows.RowRange):
    """Stands for an array that is read from a file as it is asked for.

    Args:
        datapath: The file, a path.
        dataset: Name of the dataset in it.
        start: The first row. Default 0.
        end: The row after the last one. Default None: all that follow.
        normalizer: Called with what was read; returns what is handed on.
            Default None: it stays as it is.
    Raises:
        ValueError: If the file has no such dataset, or not these rows.
    """

    def __init__(
        self,
        datapath: Any,
        dataset: str,
        start: int = 0,
        end: int | None = None,
        normalizer: Callable | None = None,
    ) -> None:
        self._file = h5py.File(datapath, "r")
        if dataset not in self._file:
            raise ValueError(
                f"HDF5Matrix: {datapath} has no such dataset. Expected one "
                f"of {sorted(self._file)}. Received: dataset={dataset!r}."
            )
        data = self._file[dataset]
        end = len(data) if end is None else end
        if not 0 <= start <= end <= len(data):
            raise ValueError(
                f"HDF5Matrix: the dataset has {len(data)} rows. Expected 0 <= "
                f"start <= end <= {len(data)}. Received: start={start}, "
                f"end={end}."
            )
        super().__init__(data, start, end)
        self.start = start
        self.end = end
        self.normalizer = normalizer
        if normalizer is not None and end > start:
            first = self[:1]
            self.shape = (end - start, *first.shape[1:])
            self.dtype = first.dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    def __len__(self) -> int:
        return self.end - self.start

    def __getitem__(self, rows: Any) -> np.ndarray:
        """Reads a row, those of a slice, or of an array of row numbers."""
        if not isinstance(rows, slice):
            places = np.asarray(rows)
            rows = np.where(places < 0, places + len(self), places)
        found = super().__getitem__(rows)
        return found if self.normalizer is None else self.normalizer(found)
