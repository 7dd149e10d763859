"""Batches cut from tensors that stay on the device."""

import typing

import tensorflow as tf

from keras.engine.data import (
    array_dataset,
    batches,
    dataset_batches,
    gathered_batches,
    pass_orders,
    row_orders,
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
    new order of row numbers (`row_orders`). A batch
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
        first = array_dataset.first_array(arrays)
        self.num_rows = int(array_dataset.num_rows(first))
        self.batch_size = batch_size
        self._arrays = arrays
        self._device = tf.nest.flatten(first, expand_composites=True)[0].device
        if shuffle and seed is None:
            seed = pass_orders.drawn_seed()
        orders = row_orders.RowOrders(
            self.num_rows, batch_size, shuffle, seed, steps, keeps_position
        )
        self._begin(orders)
        self.batches_a_pass = orders.batches_a_pass
        self.row_count = orders.row_count
        self.wanted_batches = steps
        self.num_batches = orders.num_batches
        self._in_order = ArrayCursor(
            arrays, tf.constant([batch_size], tf.int32), ()
        )
        self.element_spec = self.build_spec = self._in_order.element_spec

    def _begin(self, orders: row_orders.RowOrders) -> None:
        self._orders = orders
        self._epochs = orders.epochs()

    @property
    def seed(self) -> int | None:
        """Of the orders of shuffled rows; None where they aren't shuffled."""
        return self._orders.seed

    def reseed(self, seed: int) -> None:
        """Begins anew, with the orders of another seed."""
        self._begin(self._orders._replace(seed=seed))

    @property
    def cursor_spec(self) -> ArrayCursor:
        """The specs of a cursor; the number of rows is left open."""
        order, bounds = (), ()
        if not self._orders.are_plain:
            order = (tf.TensorSpec((None,), tf.int64),)
        if self._orders.go_on:
            bounds = (tf.TensorSpec((None,), tf.int32),)
        return ArrayCursor(
            self.element_spec, tf.TensorSpec((1,), tf.int32), order + bounds
        )

    def epoch(self) -> ArrayCursor:
        """Draws the order of an epoch.

        Returns:
            The cursor for `fetch`.
        """
        if self._orders.are_plain:
            return self._in_order
        rows = next(self._epochs)
        with tf.device(self._device):
            order = (tf.constant(rows.numbers, tf.int64),)
        if self._orders.go_on:
            order += (tf.constant(rows.bounds, tf.int32),)
        return self._in_order._replace(order=order)

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
        return gathered_batches.of_arrays(self._arrays, self._orders, strategy)


def _ends(cursor: ArrayCursor, step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    if len(cursor.order) == 2:
        bounds = cursor.order[1]
        return bounds[step : step + 1], bounds[step + 1 : step + 2]
    start = step * cursor.batch_size  # (1,)
    return start, start + cursor.batch_size


def _map_arrays(function: typing.Callable, arrays: typing.Any) -> typing.Any:
    return tf.nest.map_structure(
        lambda array: None if array is None else function(array), arrays
    )


def _slice(array: typing.Any, start: tf.Tensor, stop: tf.Tensor) -> typing.Any:
    if isinstance(array, tf.RaggedTensor):
        return array[start[0] : stop[0]]
    return tf.strided_slice(array, start, stop, [1])
