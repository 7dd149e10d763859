"""Generators, sequences and iterables of batches, as tf.data datasets."""

import contextlib
import itertools
import typing
import weakref
from collections import abc

import numpy as np
import tensorflow as tf

from keras.engine.data import (
    array_dataset,
    array_inputs,
    batch_structure,
    extension_rows,
)
from keras.engine.data import source as sources


class PythonSource(sources.Source):
    """Reads batches from a Python object, in one structure and one type.

    The first batch decides the structure; a list, a tuple and a dict are
    nests alike. Its numbers of rows, and the sizes of all its other axes, may
    change from batch to batch.

    Args:
        reader: `read()` starts an epoch and returns an iterator of batches.
        inputs_only: True drops what comes beside the inputs, unread.
        keeps_types: False makes floating data of NumPy `floatx()`. Default
            False.

    Raises:
        ValueError: If there is no first batch, or it isn't
            `(x,)`, `(x, y)` or `(x, y, sample_weight)`.
    """

    # A user's code may count the batches that it's asked for; workers have a
    # queue of their own.
    ahead = 1

    def __init__(
        self,
        reader: "Reader",
        inputs_only: bool = False,
        keeps_types: bool = False,
    ) -> None:
        self._reader = reader
        self._inputs_only = inputs_only
        self._to_arrays = (
            array_inputs.to_arrays
            if keeps_types
            else array_inputs.to_floatx_arrays
        )
        self.single_pass = reader.single_pass
        self._failure: BaseException | None = None
        first = reader.first()
        batch = self._canonical(first, "the first batch")
        self._structure = batch
        self._specs = {
            name: _relaxed_spec(leaf)
            for name, leaf in batch_structure.batch_branches(batch).items()
        }
        self.build_spec = tf.nest.map_structure(_first_spec, batch)

    def dataset(self, length: int | None = None) -> tf.data.Dataset:
        """Makes the dataset that reads the object, one epoch an iterator.

        It reads as long as this source is held.

        Args:
            length: Batches that every epoch has, where that is sure.
        """
        # TensorFlow 2.21 never frees the graph that calls a generator, nor what
        # the generator refers to: here, a user's data.
        source = weakref.ref(self)
        flat = tf.data.Dataset.from_generator(
            lambda: source()._epoch(),
            output_signature=tuple(self._specs.values()),
        )
        structure = self._structure

        def restored(*leaves: typing.Any) -> typing.Any:
            # None has no place in a generator's signature.
            left = iter(leaves)
            return tf.nest.map_structure(
                lambda leaf: None if leaf is None else next(left), structure
            )

        dataset = flat.map(restored)
        if length is not None:
            dataset = dataset.apply(
                tf.data.experimental.assert_cardinality(length)
            )
        return dataset.with_options(array_dataset.sharded_by_rows())

    @property
    def num_batches(self) -> int | None:
        """Batches of the next epoch, which may differ from the last one's."""
        return self._reader.length()

    def _epoch(self) -> abc.Iterator[tuple]:
        try:
            for index, batch in enumerate(self._reader.read()):
                yield self._leaves(batch, index)
        except Exception as error:
            # tf.data reports a text; the loop raises this instead.
            self._failure = error
            raise

    def _leaves(self, batch: typing.Any, index: int) -> tuple:
        where = f"batch {index} of the epoch"
        named = batch_structure.batch_branches(self._canonical(batch, where))
        _check_branches(named, self._specs, where)
        return tuple(
            _fitted(named[name], spec, name, where)
            for name, spec in self._specs.items()
        )

    def _canonical(self, data: typing.Any, where: str) -> typing.Any:
        """Puts a batch that the user made into canonical form."""
        names = ("x", "y", "sample_weight")
        parts = batch_structure.unpack_x_y_sample_weight(data)
        if self._inputs_only:
            parts = (parts[0], None, None)
        arrays = (
            self._to_arrays(part, f"{where}: {name}")
            for name, part in zip(names, parts, strict=True)
        )
        return batch_structure.pack_x_y_sample_weight(*arrays)

    @property
    def seed(self) -> int | None:
        """Of the object's orders."""
        return self._reader.seed

    def reseed(self, seed: int) -> None:
        """Hands the seed on to what reads the object."""
        self._reader.reseed(seed)

    def skip_epoch(self) -> None:
        """Hands it on to the object that an epoch isn't read."""
        self._reader.skip()

    def on_epoch_begin(self) -> None:
        """Hands the start of an epoch on to the object."""
        self._reader.on_epoch_begin()

    def on_epoch_end(self) -> None:
        """Hands the end of an epoch on to the object."""
        self._reader.on_epoch_end()

    @contextlib.contextmanager
    def original_errors(self) -> abc.Iterator[None]:
        """Raises what the user's code raised in place of TensorFlow's error."""
        try:
            yield
        except tf.errors.OpError as error:
            failure, self._failure = self._failure, None
            # A batch that failed may not be the one that was asked for.
            if type(failure).__name__ not in error.message:
                raise
            raise failure from failure.__cause__


class Reader:
    """Starts the epochs of a Python object; this one takes any iterable.

    Args:
        batches: A generator, an iterator or an iterable of batches.

    Attributes:
        single_pass: True when the object can be read once only.
        seed: Of the orders that epochs have; None where none is drawn.
    """

    seed: int | None = None

    def __init__(self, batches: abc.Iterable) -> None:
        self._batches = batches
        self.single_pass = isinstance(batches, abc.Iterator)
        self._ready: abc.Iterator | None = None

    def length(self) -> int | None:
        """Counts the batches of an epoch, or returns None."""
        if self.single_pass or not isinstance(self._batches, abc.Sized):
            return None
        try:
            return len(self._batches)
        except TypeError:  # A torch DataLoader of a dataset without length.
            return None

    def first(self) -> typing.Any:
        """Returns the first batch, which the first epoch gives again."""
        iterator = iter(self._batches)
        for batch in iterator:
            self._ready = itertools.chain([batch], iterator)
            return batch
        raise ValueError(
            "Reading the data: there is no first batch. Expected at least 1. "
            f"Received: {kind(self._batches)} without any batch. A generator "
            "that was read to its end has to be made anew."
        )

    def read(self) -> abc.Iterator:
        """Starts an epoch."""
        ready, self._ready = self._ready, None
        return iter(self._batches) if ready is None else ready

    def reseed(self, seed: int) -> None:
        """Does nothing: orders are the object's own."""

    def skip(self) -> None:
        """Passes over an epoch: begins it, for orders that it draws."""
        next(iter(self.read()), None)

    def on_epoch_begin(self) -> None:
        """Called before the first batch of an epoch."""
        return

    def on_epoch_end(self) -> None:
        """Called after the last batch of an epoch."""
        return


def kind(value: typing.Any) -> str:
    """Returns the full name of a value's class."""
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _relaxed_spec(leaf: typing.Any) -> tf.TypeSpec:
    """Opens every axis: only the number of axes is the same in all batches."""
    if isinstance(leaf, extension_rows.Value):
        return extension_rows.open_spec(leaf)
    spec = tf.type_spec_from_value(leaf)
    shape = tf.TensorShape([None] * spec.shape.rank)
    if isinstance(spec, tf.RaggedTensorSpec):
        return tf.RaggedTensorSpec(
            shape, spec.dtype, spec.ragged_rank, spec.row_splits_dtype
        )
    if isinstance(spec, tf.SparseTensorSpec):
        return tf.SparseTensorSpec(shape, spec.dtype)
    return tf.TensorSpec(shape, spec.dtype)


def _first_spec(leaf: typing.Any) -> tf.TypeSpec | None:
    if leaf is None:
        return None
    spec = tf.type_spec_from_value(leaf)
    if not isinstance(spec, tf.TensorSpec) or not spec.shape.rank:
        return _relaxed_spec(leaf)
    return tf.TensorSpec([None, *spec.shape[1:]], spec.dtype)


def _check_branches(named: dict, specs: dict, where: str) -> None:
    if named.keys() == specs.keys():
        return
    missing = ", ".join(name for name in specs if name not in named)
    added = ", ".join(name for name in named if name not in specs)
    raise ValueError(
        f"Reading {where}: its structure isn't that of the first batch. "
        f"Expected the branches {', '.join(specs)}. Received: missing="
        f"{missing or 'none'}; unexpected={added or 'none'}. Yield the same "
        "structure each time."
    )


def _fitted(
    leaf: typing.Any, spec: tf.TypeSpec, name: str, where: str
) -> typing.Any:
    own = tf.type_spec_from_value(leaf)
    if isinstance(leaf, extension_rows.Value) and spec.is_compatible_with(leaf):
        return leaf
    same_kind = type(own) is type(spec) and own.shape.rank == spec.shape.rank
    if same_kind and own.dtype == spec.dtype:
        return leaf
    if same_kind and _casts(own.dtype, spec.dtype):
        return tf.cast(leaf, spec.dtype)
    raise ValueError(
        f"Reading {where}: {name} differs from the first batch's. Expected "
        f"{_told(spec)}. Received: {_told(own)}. Yield the same number of axes "
        "and the same type each time."
    )


def _casts(own: tf.DType, wanted: tf.DType) -> bool:
    if tf.string in (own, wanted):
        return False
    return np.can_cast(own.as_numpy_dtype, wanted.as_numpy_dtype, "same_kind")


def _told(spec: tf.TypeSpec) -> str:
    kind = type(spec).__name__.removesuffix("Spec")
    return f"a {kind} of {spec.dtype.name} with {spec.shape.rank} axes"
