"""Batches that each worker of a parameter server reads by itself."""

import typing
from collections import abc

import tensorflow as tf

from keras.distribute import coordinators
from keras.engine.data import batches


class WorkerBatches(batches.IteratorBatches):
    """A data set on every worker, which each reads again and again.

    Who takes the next step is open, so that an epoch has a number of steps,
    and no end of the data.

    Args:
        dataset: What the coordinator has of it, for the types of a batch.
        make: Makes it on a worker, of a `tf.distribute.InputContext`. None
            copies `dataset`, which must read what every worker can.
        steps: Batches an epoch, of all workers.
        strategy: The strategy.
    """

    never_short = True
    are_on_workers = True

    def __init__(
        self,
        dataset: tf.data.Dataset,
        make: abc.Callable | None,
        steps: int,
        strategy: tf.distribute.Strategy,
    ) -> None:
        super().__init__()
        self.element_spec = self.build_spec = dataset.element_spec
        self.batch_size = None
        self.num_batches = self.wanted_batches = steps
        self._iterator = iter(_on_workers(dataset, make, strategy))

    @property
    def cursor_spec(self) -> typing.Any:
        """The spec of the workers' iterators, for a graph of one of them."""
        return tf.type_spec_from_value(self._iterator)

    def epoch(self) -> typing.Any:
        """Returns the workers' iterators, which go on where they were."""
        return self._iterator

    def drop(self, cursor: typing.Any, count: int) -> None:
        """Does nothing: which worker took which batch isn't known."""

    def distributed(self, strategy: tf.distribute.Strategy) -> "WorkerBatches":
        """Returns itself."""
        return self


def _on_workers(
    dataset: tf.data.Dataset,
    make: abc.Callable | None,
    strategy: tf.distribute.Strategy,
):
    coordinator = coordinators.of(strategy)
    if make is None:
        dataset = dataset.repeat()
        if strategy.num_replicas_in_sync > 1:
            dataset = strategy.experimental_distribute_dataset(dataset)
        return coordinator.create_per_worker_dataset(dataset)
    return coordinator.create_per_worker_dataset(
        lambda: strategy.distribute_datasets_from_function(
            lambda context: make(context).repeat()
        )
    )
