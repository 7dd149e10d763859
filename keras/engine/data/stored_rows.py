"""Batches of arrays that stay on the disk, or in the host's memory."""

import typing

import numpy as np
import tensorflow as tf

from keras.backend import user_code
from keras.engine.data import pass_orders, tables

# Less than this is read into memory at once, and then trains faster.
STORED_BYTES = 2**30


def is_stored(value: typing.Any) -> bool:
    """Tells whether an array is on the disk, and too big to read at once."""
    # By name, so that neither package is imported for this.
    packages = ("h5py", "zarr")
    on_disk = (np.memmap, tables.LazyColumn, RowRange)
    if not isinstance(value, on_disk) and not any(
        user_code.is_of(type(value), package) for package in packages
    ):
        return False
    return value.size * value.dtype.itemsize > STORED_BYTES


class RowRange:
    """Some rows of a stored array, one after the other; nothing is read.

    Args:
        array: The stored array.
        start: The first row, at least 0.
        stop: The row after the last one.
    """

    def __init__(self, array: typing.Any, start: int, stop: int) -> None:
        self._array = array
        self._start = start
        self.shape = (stop - start, *array.shape[1:])
        self.dtype = array.dtype

    @property
    def size(self) -> int:
        """The number of values."""
        return int(np.prod(self.shape))

    def __getitem__(self, rows: typing.Any) -> np.ndarray:
        """Reads the rows of a slice, or of an array of row numbers."""
        if not isinstance(rows, slice):
            return self._array[rows + self._start]
        start, stop, _ = rows.indices(self.shape[0])
        return self._array[self._start + start : self._start + stop]

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        """Reads all rows."""
        return np.asarray(self[:], dtype)


class StoredRows:
    """Reads rows of stored arrays a batch at a time.

    Args:
        arrays: Nest of arrays with the same number of rows; None allowed.
        rows: How many that are.
        batch_size: Rows a batch.
        shuffle: True draws the rows of every epoch in a new order, which
            costs a stored array much seeking. For whole batches in another
            order (`"batch"`) leave it to the reader of the batches.
        seed: Of the orders. Default None: drawn.

    Example:
        >>> StoredRows(np.arange(5), 5, 2)[2].tolist()
        [4]
    """

    def __init__(
        self,
        arrays: typing.Any,
        rows: int,
        batch_size: int,
        shuffle: bool | str = False,
        seed: int | None = None,
    ) -> None:
        self._arrays = arrays
        self._rows = rows
        self._batch_size = batch_size
        self._orders = pass_orders.PassOrders(seed) if shuffle is True else None
        self._order = self._drawn_order()

    def reseed(self, seed: int) -> None:
        """Begins anew, with the orders of another seed."""
        if self._orders is not None:
            self._orders = pass_orders.PassOrders(seed)
            self._order = self._drawn_order()

    def _drawn_order(self) -> np.ndarray | None:
        return self._orders and self._orders.next(self._rows)

    def __len__(self) -> int:
        return -(-self._rows // self._batch_size)

    def __getitem__(self, index: int) -> typing.Any:
        start = index * self._batch_size
        stop = min(start + self._batch_size, self._rows)
        if self._order is None:
            return self._mapped(lambda array: array[start:stop])
        rows = self._order[start:stop]
        ascending = np.argsort(rows)
        back = np.argsort(ascending)

        def taken(array: typing.Any) -> typing.Any:
            if isinstance(array, (tf.Tensor, tf.RaggedTensor)):
                with tf.device("CPU"):
                    return tf.gather(array, rows)
            if isinstance(array, np.ndarray):
                return array[rows]
            # HDF5 reads a list of rows in ascending order only.
            return array[rows[ascending]][back]

        return self._mapped(taken)

    def _mapped(self, take: typing.Callable) -> typing.Any:
        return tf.nest.map_structure(
            lambda array: None if array is None else take(array), self._arrays
        )

    def on_epoch_end(self) -> None:
        """Draws the order of the next epoch."""
        self._order = self._drawn_order()
