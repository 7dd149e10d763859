"""Batches drawn from a tf.data dataset or iterator."""

import contextlib
import typing
from collections import abc

import tensorflow as tf

from keras.engine.data import batches, worker_batches
from keras.engine.data import source as sources
from keras.tf_internals import dataset_batch_size


class DatasetBatches(batches.IteratorBatches):
    """Batches that a `tf.data.Dataset`, or an iterator over one, hands out.

    Args:
        dataset: A `tf.data.Dataset` of batches, a distributed dataset, or an
            iterator over either, which is used up as it is read.
        batch_size: Rows a batch where that is known, for reports only.
        steps: Batches an epoch, or None to read to the end.
        keeps_position: True makes the next epoch go on where `steps` ended
            the last, as far as the data reaches; False starts each epoch
            at the first batch. Default False.
        source: Hooks of the Python object behind the dataset, if any.
        build_spec: Spec of the first batch, where it tells more than the
            dataset's `element_spec`.
        element_spec: Spec of the part of a batch that one replica sees,
            where a distributed dataset doesn't tell.
        length: Batches of the dataset, where it doesn't tell itself.
        make: Makes the dataset on a worker, of a `tf.distribute.InputContext`.
        row_count: How many rows there are. Default None: as the dataset tells.

    Raises:
        ValueError: If the dataset has no end and `steps` is None.

    Example:
        >>> b = DatasetBatches(tf.data.Dataset.range(5).batch(2))
        >>> b.num_batches
        3
    """

    def __init__(
        self,
        dataset: typing.Any,
        batch_size: int | None = None,
        steps: int | None = None,
        keeps_position: bool = False,
        source: sources.Source | None = None,
        build_spec: typing.Any = None,
        element_spec: typing.Any = None,
        length: int | None = None,
        make: abc.Callable | None = None,
        row_count: batches.RowCount | None = None,
    ) -> None:
        super().__init__()
        self._make = make
        self._source = source or sources.Source()
        self._length = cardinality(dataset) if length is None else length
        endless = self._length == tf.data.INFINITE_CARDINALITY
        if endless and steps is None:
            raise ValueError(
                "Reading a dataset: it has no end. Expected the number of "
                "batches an epoch. Received: steps=None. Give "
                "`steps_per_epoch=`, `validation_steps=` or `steps=`."
            )
        self.element_spec = element_spec or _one_replica(dataset.element_spec)
        self.build_spec = build_spec or self.element_spec
        self.batch_size = batch_size
        self.row_count = row_count or _row_count(dataset, self.build_spec)
        self._dataset = dataset
        self._steps = steps
        self._keeps_position = keeps_position
        self._iterator = None
        self._started = False
        self.wanted_batches = steps
        # An epoch of exactly the dataset's length starts the dataset anew.
        self._continues = keeps_position and steps not in (None, self._known())
        self._continues |= _is_iterator(dataset) or self._source.single_pass
        self.num_batches = self._batches_of_epoch()
        self.never_short = endless or (
            self._length >= 0 and not self._continues
        )

    def _known(self) -> int | None:
        return self._length if self._length >= 0 else self._source.num_batches

    def _batches_of_epoch(self) -> int | None:
        steps, known = self._steps, self._known()
        if steps is None or known is None or self._continues:
            return known if steps is None else steps
        return min(steps, known)

    @property
    def cursor_spec(self) -> typing.Any:
        """The spec that every epoch's iterator satisfies."""
        if isinstance(self._dataset, tf.data.Dataset):
            return tf.data.IteratorSpec(self._dataset.element_spec)
        if self._iterator is None:
            self._iterator = iter(self._dataset)
        return tf.type_spec_from_value(self._iterator)

    def epoch(self) -> typing.Any:
        """Starts an epoch.

        Returns:
            The iterator to draw from: a new one, or the one that goes on.
        """
        self._source.on_epoch_begin()
        self.num_batches = self._batches_of_epoch()
        goes_on = self._continues or not self._started
        if self._iterator is None or not goes_on:
            self._iterator = iter(self._ahead())
        self._started = True
        return self._iterator

    @property
    def seed(self) -> int | None:
        """Of the orders of the source's batches."""
        return self._source.seed

    def reseed(self, seed: int) -> None:
        """Begins anew, with the orders of another seed; before an epoch."""
        self._source.reseed(seed)
        if type(self._source) is not sources.Source:
            self._iterator, self._started = None, False

    def _skip_epoch(self) -> None:
        if self._continues:
            self._read_epoch()
            return
        self._source.on_epoch_begin()
        self._source.skip_epoch()
        self._started = True
        if type(self._source) is sources.Source:
            iter(self._dataset)  # it draws the next order

    def _read_epoch(self) -> None:
        cursor, count = self.epoch(), 0
        while self.num_batches is None or count < self.num_batches:
            if not self.fetch_optional(cursor).has_value():
                break
            count += 1

    def _ahead(self) -> typing.Any:
        if isinstance(self._dataset, tf.data.Dataset):
            return self._dataset.prefetch(self._source.ahead)
        return self._dataset

    def on_epoch_end(self) -> None:
        """Hands the end of the epoch on to the source."""
        self._source.on_epoch_end()

    def original_errors(self) -> contextlib.AbstractContextManager[None]:
        """Returns a context that raises what the source raised."""
        return self._source.original_errors()

    def distributed(self, strategy: tf.distribute.Strategy) -> "DatasetBatches":
        """Returns the same batches, each one split over the replicas."""
        if not isinstance(self._dataset, tf.data.Dataset):
            return self
        return DatasetBatches(
            strategy.experimental_distribute_dataset(self._ahead()),
            self.batch_size,
            self._steps,
            self._keeps_position,
            self._source,
            self.build_spec,
            self.element_spec,
            self._length,
            row_count=self.row_count,
        )

    def on_workers(self, strategy: tf.distribute.Strategy) -> batches.Batches:
        """Returns batches of a dataset that workers have too.

        That is what a function makes, and one that `fit` takes a number of
        steps of. The batches of others are read here, each once.

        Args:
            strategy: One that hands out steps.
        """
        is_file_like = isinstance(self._dataset, tf.data.Dataset) and (
            type(self._source) is sources.Source and self.batch_size is None
        )
        copied = is_file_like and self._keeps_position and self._steps
        if self._make is None and not copied:
            return self
        return worker_batches.WorkerBatches(
            self._dataset, self._make, self._steps, strategy
        )


def cardinality(dataset: typing.Any) -> int:
    """Returns a dataset's batches; -1 without an end, -2 if not known."""
    if isinstance(dataset, tf.data.Dataset):
        return int(dataset.cardinality())
    if not isinstance(dataset, tf.distribute.DistributedDataset):
        return tf.data.UNKNOWN_CARDINALITY
    # A finite number may be that of one worker's batches, of which a step takes
    # one for each replica (`distribute_datasets_from_function`).
    if int(dataset.cardinality) == tf.data.INFINITE_CARDINALITY:
        return tf.data.INFINITE_CARDINALITY
    return tf.data.UNKNOWN_CARDINALITY


def _row_count(dataset: typing.Any, spec: typing.Any) -> batches.RowCount:
    size = None
    if isinstance(dataset, tf.data.Dataset):
        size = dataset_batch_size.batch_size_of(dataset)
    first = tf.nest.flatten(spec)[0]
    if size is None and isinstance(first, tf.TensorSpec) and first.shape.rank:
        size = first.shape[0]
    return batches.RowCount(size)


def _is_iterator(dataset: typing.Any) -> bool:
    return isinstance(dataset, abc.Iterator)


def _one_replica(spec: typing.Any) -> typing.Any:
    def one_of(leaf: typing.Any) -> typing.Any:
        components = tf.nest.flatten(leaf, expand_composites=True)
        if not components:
            return None
        # A distributed dataset's leaf holds one spec for each replica.
        is_spread = issubclass(leaf.value_type, tf.distribute.DistributedValues)
        return components[0] if is_spread else leaf

    return tf.nest.map_structure(one_of, spec)
