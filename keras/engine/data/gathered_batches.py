"""Batches of arrays' rows that a `tf.data` pipeline gathers."""

import itertools
import typing
import weakref
from collections import abc

import numpy as np
import tensorflow as tf

from keras.engine.data import array_dataset, dataset_batches, row_orders


class GatheredBatches(dataset_batches.DatasetBatches):
    """The batches that one device would take; replicas may share each one.

    The pipeline never ends: the rows of the next epoch are being gathered while
    the last steps of this one are taken.

    Args:
        arrays: Nest of tensors or arrays with as many rows.
        orders: The rows of each epoch.
        strategy: The strategy of the replicas. Default None: one device.
    """

    def __init__(
        self,
        arrays: typing.Any,
        orders: row_orders.RowOrders,
        strategy: tf.distribute.Strategy | None = None,
    ) -> None:
        self._arrays = arrays
        self._orders = orders
        self._num_skipped = 0
        # As in `python_source`: TensorFlow never frees what a generator holds.
        own = weakref.ref(self)
        made = array_dataset.gathered(arrays, _numbers(lambda: own()._epochs()))
        dataset = made
        if strategy is not None:
            dataset = strategy.experimental_distribute_dataset(made.prefetch(2))
        super().__init__(
            dataset,
            orders.batch_size,
            orders.num_batches,
            keeps_position=True,
            element_spec=made.element_spec,
            row_count=orders.row_count,
        )
        self.batches_a_pass = orders.batches_a_pass
        self.never_short = True

    @property
    def seed(self) -> int | None:
        """Of the orders."""
        return self._orders.seed

    def reseed(self, seed: int) -> None:
        """Begins anew, with the orders of another seed."""
        self._orders = self._orders._replace(seed=seed)
        self._iterator, self._num_skipped = None, 0

    def _epochs(self) -> abc.Iterator[row_orders.Rows]:
        return itertools.islice(self._orders.epochs(), self._num_skipped, None)

    def _skip_epoch(self) -> None:
        self._iterator = None
        self._num_skipped += 1

    def distributed(
        self, strategy: tf.distribute.Strategy
    ) -> "GatheredBatches":
        """Returns the same batches, each one split over the replicas."""
        if not isinstance(self._dataset, tf.data.Dataset):
            return self
        return GatheredBatches(self._arrays, self._orders, strategy)


def _numbers(epochs: abc.Callable) -> tf.data.Dataset:
    """Returns the numbers of the rows of one batch after another."""
    drawn = tf.data.Dataset.from_generator(
        epochs,
        output_signature=(
            tf.TensorSpec((None,), np.int64),
            tf.TensorSpec((None,), np.int32),
        ),
    )

    def cut(numbers: tf.Tensor, bounds: tf.Tensor) -> tf.data.Dataset:
        places = tf.data.Dataset.range(tf.size(bounds, tf.int64) - 1)
        return places.map(lambda i: numbers[bounds[i] : bounds[i + 1]])

    return drawn.flat_map(cut)


def of_arrays(
    arrays: typing.Any,
    orders: row_orders.RowOrders,
    strategy: tf.distribute.Strategy | None = None,
) -> dataset_batches.DatasetBatches:
    """Makes batches that TensorFlow alone reads, where rows stand in order.

    Args:
        arrays: Nest of tensors or arrays with as many rows.
        orders: The rows of each epoch.
        strategy: Whose replicas share a batch. Default None: one device.
    """
    if not orders.are_plain:
        return GatheredBatches(arrays, orders, strategy)
    made = dataset_batches.DatasetBatches(
        array_dataset.in_order(arrays, orders.batch_size),
        orders.batch_size,
        orders.steps,
        orders.keeps_position,
        row_count=orders.row_count,
    )
    return made if strategy is None else made.distributed(strategy)
