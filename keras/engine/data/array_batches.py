"""Batches cut from tensors that stay on the device."""

import typing

import numpy as np
import tensorflow as tf

from keras.engine.data import (
    array_dataset,
    batches,
    dataset_batches,
    pass_orders,
)


class ArrayCursor(typing.NamedTuple):
    """What a graph needs to cut the batches of one epoch out of arrays.

    Attributes:
        arrays: Nest of tensors with the same number of rows.
        batch_size: int32 tensor `(1,)`, rows a batch.
        order: `()` for rows in order; `(rows,)`, the int64 row numbers of
            the epoch; or `(rows, bounds)`, where batch i takes the int32
            places `bounds[i]` to `bounds[i + 1]` of `rows`.
    """

    arrays: typing.Any
    batch_size: typing.Any
    order: tuple

    @property
    def element_spec(self) -> typing.Any:
        """Nest of specs of a batch, also where a graph has the cursor."""
        return tf.nest.map_structure(array_dataset.batch_spec, self.arrays)


class ArrayBatches(batches.Batches):
    """Batches of tensors in memory, cut in the graph.

    batch(i) = rows[i * b : (i + 1) * b]

    The tensors are never copied between epochs; a shuffled epoch draws a
    new order of row numbers (`pass_orders`). A batch
    costs one slice for each tensor, and one gather more when shuffled.

    Args:
        arrays: Nest of dense or ragged tensors, None allowed as a leaf; the
            first axis counts the rows, the same in all of them.
        batch_size: Rows a batch, at least 1. The last batch may have less.
        shuffle: False, True (rows) or `"batch"` (whole batches, for sources
            that are stored by chunks). Default False.
        steps: Batches an epoch, or None for one pass over the rows.
        keeps_position: True makes the next epoch go on where `steps` ended
            the last, passing over the rows as often as needed; False starts
            each epoch at the first row. Default False.
        seed: Of the orders. Default None: drawn.

    Example:
        >>> b = ArrayBatches((tf.range(5), tf.range(5)), batch_size=2)
        >>> b.num_batches
        3
    """

    never_short = True

    def __init__(
        self,
        arrays: typing.Any,
        batch_size: int,
        shuffle: bool | str = False,
        steps: int | None = None,
        keeps_position: bool = False,
        seed: int | None = None,
    ) -> None:
        super().__init__()
        self.orders = pass_orders.PassOrders(seed) if shuffle else None
        first = array_dataset.first_array(arrays)
        self.num_rows = int(array_dataset.num_rows(first))
        self.batch_size = batch_size
        self._arrays = arrays
        self._shuffle = shuffle
        self._device = tf.nest.flatten(first, expand_composites=True)[0].device
        one_pass = -(-self.num_rows // batch_size)
        self._steps = steps
        self._continues = keeps_position and steps not in (None, one_pass)
        self.batches_a_pass = one_pass if self._continues else None
        self._rows_left, self._sizes_left = [], []
        self.wanted_batches = steps
        self.num_batches = one_pass
        if steps is not None:
            self.num_batches = (
                steps if self._continues else min(steps, one_pass)
            )
        self._in_order = ArrayCursor(
            arrays, tf.constant([batch_size], tf.int32), ()
        )
        self.element_spec = self.build_spec = self._in_order.element_spec

    @property
    def cursor_spec(self) -> ArrayCursor:
        """The specs of a cursor; the number of rows is left open."""
        order, bounds = (), ()
        if self._shuffle or self._continues:
            order = (tf.TensorSpec((None,), tf.int64),)
        if self._continues:
            bounds = (tf.TensorSpec((None,), tf.int32),)
        return ArrayCursor(
            self.element_spec, tf.TensorSpec((1,), tf.int32), order + bounds
        )

    def epoch(self) -> ArrayCursor:
        """Draws the order of an epoch.

        Returns:
            The cursor for `fetch`.
        """
        if self._continues:
            return self._in_order._replace(order=self._continued_order())
        if self._shuffle:
            return self._in_order._replace(order=(self._pass_order(),))
        return self._in_order

    def _pass_order(self) -> tf.Tensor:
        rows = np.arange(self.num_rows)
        if self._shuffle == "batch":
            rows = _shuffled_blocks(rows, self.batch_size, self.orders)
        elif self._shuffle:
            rows = self.orders.next(self.num_rows)
        with tf.device(self._device):
            return tf.constant(rows, tf.int64)

    def _continued_order(self) -> tuple[tf.Tensor, tf.Tensor]:
        """Cuts the next `steps` batches from one pass after another."""
        rows, sizes = self._rows_left, self._sizes_left
        while len(sizes) < self._steps:
            rows = [*rows, self._pass_order()]
            sizes = sizes + _batch_sizes(self.num_rows, self.batch_size)
        bounds = np.cumsum([0, *sizes[: self._steps]])
        order = tf.concat(rows, axis=0)
        self._rows_left = [order[bounds[-1] :]]
        self._sizes_left = sizes[self._steps :]
        return order[: bounds[-1]], tf.constant(bounds, tf.int32)

    @staticmethod
    def fetch(cursor: ArrayCursor, step: typing.Any) -> typing.Any:
        """Cuts one batch out of the arrays.

        Args:
            cursor: What `epoch` returned.
            step: Number of the batch in its epoch, an integer scalar. int32
                keeps the index arithmetic of a GPU's graph on the host.

        Returns:
            The batch, in the structure of the arrays.
        """
        start, stop = _ends(cursor, tf.cast(step, tf.int32))
        if cursor.order:
            rows = tf.strided_slice(cursor.order[0], start, stop, [1])
            return _map_arrays(lambda a: tf.gather(a, rows), cursor.arrays)
        return _map_arrays(lambda a: _slice(a, start, stop), cursor.arrays)

    @staticmethod
    def fetch_optional(
        cursor: ArrayCursor, step: typing.Any
    ) -> tf.experimental.Optional:
        """Cuts one batch; the optional is empty past the last row."""
        batch = ArrayBatches.fetch(cursor, step)
        rows = array_dataset.num_rows(array_dataset.first_array(batch))
        return tf.cond(
            rows > 0,
            lambda: tf.experimental.Optional.from_value(batch),
            lambda: tf.experimental.Optional.empty(
                tf.nest.map_structure(array_dataset.batch_spec, batch)
            ),
        )

    def drop(self, cursor: ArrayCursor, count: int) -> None:
        """Does nothing, since batches are fetched by their number."""

    def distributed(
        self, strategy: tf.distribute.Strategy
    ) -> dataset_batches.DatasetBatches:
        """Returns the same batches, each one split over the replicas."""
        dataset = array_dataset.from_arrays(
            self._arrays,
            self.batch_size,
            self._shuffle,
            self._continues,
            self.orders and self.orders.seed,
        )
        return dataset_batches.DatasetBatches(
            dataset, self.batch_size, self._steps, self._continues
        ).distributed(strategy)


def _ends(cursor: ArrayCursor, step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    if len(cursor.order) == 2:
        bounds = cursor.order[1]
        return bounds[step : step + 1], bounds[step + 1 : step + 2]
    start = step * cursor.batch_size  # (1,)
    return start, start + cursor.batch_size


def _batch_sizes(rows: int, batch_size: int) -> list[int]:
    whole, short = divmod(rows, batch_size)
    return [batch_size] * whole + [short] * bool(short)


def _map_arrays(function: typing.Callable, arrays: typing.Any) -> typing.Any:
    return tf.nest.map_structure(
        lambda array: None if array is None else function(array), arrays
    )


def _shuffled_blocks(
    rows: np.ndarray, size: int, orders: pass_orders.PassOrders
) -> np.ndarray:
    # The short batch stays last.
    whole = len(rows) // size * size
    blocks = rows[:whole].reshape(-1, size)[orders.next(whole // size)]
    return np.concatenate([blocks.ravel(), rows[whole:]])


def _slice(array: typing.Any, start: tf.Tensor, stop: tf.Tensor) -> typing.Any:
    if isinstance(array, tf.RaggedTensor):
        return array[start[0] : stop[0]]
    return tf.strided_slice(array, start, stop, [1])
