"""In which order epochs take the rows of arrays, and by what batches."""

import itertools
import typing
from collections import abc

import numpy as np

from keras.engine.data import batches, pass_orders


class Rows(typing.NamedTuple):
    """The rows of an epoch: batch i has `numbers[bounds[i] : bounds[i + 1]]`.

    Attributes:
        numbers: int64 `(rows,)`, the numbers of the rows.
        bounds: int32 `(batches + 1,)`.
    """

    numbers: np.ndarray
    bounds: np.ndarray


class RowOrders(typing.NamedTuple):
    """The same epochs for the same fields, whoever asks, and on any devices.

    Attributes:
        num_rows: How many rows there are, at least 1.
        batch_size: Rows a batch; the last one of a pass may have less.
        shuffle: False, True (rows) or `"batch"` (whole batches).
        seed: Of the orders, or None where nothing is shuffled.
        steps: Batches of an epoch, or None for one pass over the rows.
        keeps_position: True makes an epoch go on where `steps` ended the last
            one, passing over the rows as often as needed.

    Example:
        >>> orders = RowOrders(5, 2, steps=2, keeps_position=True)
        >>> epochs = orders.epochs()
        >>> [next(epochs).numbers.tolist() for _ in range(2)]
        [[0, 1, 2, 3], [4, 0, 1]]
    """

    num_rows: int
    batch_size: int
    shuffle: bool | str = False
    seed: int | None = None
    steps: int | None = None
    keeps_position: bool = False

    @property
    def _one_pass(self) -> int:
        return -(-self.num_rows // self.batch_size)

    @property
    def go_on(self) -> bool:
        """Whether passes over the rows go on from epoch to epoch."""
        return self.keeps_position and self.steps not in (None, self._one_pass)

    @property
    def are_plain(self) -> bool:
        """Whether each epoch has the rows as they stand, from the first."""
        return not (self.shuffle or self.go_on)

    @property
    def batches_a_pass(self) -> int | None:
        """Batches in one pass, where an epoch isn't one."""
        return self._one_pass if self.go_on else None

    @property
    def num_batches(self) -> int:
        """Batches in one epoch."""
        if self.steps is None or self.go_on:
            return self.steps or self._one_pass
        return min(self.steps, self._one_pass)

    @property
    def row_count(self) -> batches.RowCount:
        """How many rows there are."""
        is_same = not self.go_on and self.shuffle != "batch"
        rows = self.num_rows if is_same else None
        return batches.RowCount(self.batch_size, rows)

    def epochs(self) -> abc.Iterator[Rows]:
        """Yields the rows of each epoch, without end."""
        if self.go_on:
            return self._going_on(self.steps)
        bounds = _bounds(self._sizes()[: self.num_batches])
        return (Rows(order[: bounds[-1]], bounds) for order in self._passes())

    def _going_on(self, steps: int) -> abc.Iterator[Rows]:
        """Cuts `steps` batches after another from one pass after another."""
        numbers, sizes = np.empty(0, np.int64), []
        for order in self._passes():
            numbers = np.concatenate([numbers, order])
            sizes = sizes + self._sizes()
            while len(sizes) >= steps:
                bounds = _bounds(sizes[:steps])
                yield Rows(numbers[: bounds[-1]], bounds)
                numbers, sizes = numbers[bounds[-1] :], sizes[steps:]

    def _passes(self) -> abc.Iterator[np.ndarray]:
        rows = np.arange(self.num_rows)
        if not self.shuffle:
            return itertools.repeat(rows)
        orders = pass_orders.PassOrders(self.seed)
        if self.shuffle == "batch":
            return self._moved_batches(rows, orders)
        return (orders.next(self.num_rows) for _ in itertools.count())

    def _moved_batches(
        self, rows: np.ndarray, orders: pass_orders.PassOrders
    ) -> abc.Iterator[np.ndarray]:
        whole, size = self.num_rows // self.batch_size, self.batch_size
        batches = rows[: whole * size].reshape(whole, size)
        while True:
            moved = batches[orders.next(whole)].ravel()
            # The short batch stays last.
            yield np.concatenate([moved, rows[whole * size :]])

    def _sizes(self) -> list[int]:
        whole, short = divmod(self.num_rows, self.batch_size)
        return [self.batch_size] * whole + [short] * bool(short)


def _bounds(sizes: list[int]) -> np.ndarray:
    return np.cumsum([0, *sizes], dtype=np.int32)
