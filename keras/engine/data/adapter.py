"""From what a user passes to `fit`, to batches."""

import math
import numbers
import typing
from collections import abc

import tensorflow as tf

from keras.distribute import coordinators
from keras.distribute import workers as workers_
from keras.engine.data import (
    array_batches,
    array_dataset,
    array_inputs,
    batch_structure,
    dataset_batches,
    dataset_creator,
    device_memory,
    gathered_batches,
    indexed_reader,
    pass_orders,
    python_source,
    row_orders,
    spread_batches,
    stored_rows,
    tables,
)
from keras.engine.data import batches as batches_base
from keras.engine.data import (
    class_weight as class_weights,
)

DEFAULT_BATCH_SIZE = 32


class Reading(typing.NamedTuple):
    """How data is read, whatever its kind.

    Attributes:
        batch_size: Rows a batch for arrays, or None.
        steps: Batches an epoch, or None for all there are.
        shuffle: False, True or `"batch"`.
        keeps_position: True when an epoch goes on where the last one ended.
        class_weight: Weights of classes, or None.
        workers: Who makes the batches of an object with `__getitem__`.
        inputs_only: True drops what a source yields beside inputs.
        keeps_types: True leaves floating NumPy data in its type.
        seed: Of the orders of shuffled rows, or None where nothing is shuffled.
    """

    batch_size: int | None = None
    steps: int | None = None
    shuffle: bool | str = False
    keeps_position: bool = False
    class_weight: class_weights.ClassWeight | None = None
    workers: indexed_reader.Workers = indexed_reader.Workers()
    inputs_only: bool = False
    keeps_types: bool = False
    seed: int | None = None


def make_batches(
    x: typing.Any,
    y: typing.Any = None,
    sample_weight: typing.Any = None,
    *,
    batch_size: int | None = None,
    steps: int | None = None,
    shuffle: bool | str = False,
    keeps_position: bool = False,
    class_weight: typing.Any = None,
    label_layout: typing.Any = None,
    output_names: abc.Sequence[str] | None = None,
    workers: int = 1,
    use_multiprocessing: bool = False,
    max_queue_size: int = 10,
    inputs_only: bool = False,
    strategy: tf.distribute.Strategy | None = None,
    keeps_types: bool = False,
) -> batches_base.Batches:
    """Makes batches of whatever a user calls data.

    Args:
        x: Arrays (see `array_inputs.ACCEPTED`) or a source of batches: a
            `tf.data.Dataset` or iterator, a `DatasetCreator`, a generator, a
            `keras.utils.Sequence` or its like, an iterable such as a torch
            `DataLoader`.
        y: Labels; only with arrays, a source yields them.
        sample_weight: Weights of rows; only with arrays.
        batch_size: Rows a batch, at least 1; only with arrays. Default: as
            many as make `steps` batches of all rows, or 32 without `steps`.
        steps: Batches an epoch, at least 1. Default: all there are.
        shuffle: True shuffles the rows of arrays, and the batches of a
            Sequence; `"batch"` moves whole batches of arrays. Default False.
        keeps_position: True lets an epoch of `steps` batches go on where the
            last one ended. Default False.
        class_weight: Weights of classes, or for each output such weights; see
            `ClassWeight`.
        label_layout: `"sparse"`, `"one_hot"` or None, as the loss has it; in
            the structure of the labels for several outputs.
        output_names: Names of the outputs in the order of `y`.
        workers: Threads, or processes, that make a Sequence's batches, 0 or
            more. Default 1.
        use_multiprocessing: True makes them in processes. Default False.
        max_queue_size: Batches that they make ahead, at least 1. Default 10.
            Of these three, the Sequence's own attributes stand in for
            defaults. A generator is read by one thread, so that each batch
            comes once and in order.
        inputs_only: True drops what a source yields beside inputs, whatever it
            is. Default False.
        strategy: Strategy whose replicas share a batch, or None.
        keeps_types: True leaves floating NumPy data in its type, in place of
            `floatx()`. Default False.

    Raises:
        TypeError: If `x` is nothing of these.
        ValueError: If arrays differ in rows or are empty, an argument doesn't
            go with the kind of `x`, or data without end has no `steps`.

    Example:
        >>> x, y = np.zeros((5, 3)), np.zeros(5)
        >>> make_batches(x, y, batch_size=2).num_batches
        3
    """
    batch_size = _whole("batch_size", batch_size)
    steps = _whole("steps", steps)
    weigh = None
    if class_weight is not None:
        weigh = class_weights.ClassWeight(
            class_weight, label_layout, output_names
        )
    reading = Reading(
        batch_size, steps, shuffle, keeps_position, weigh,
        indexed_reader.Workers(workers, use_multiprocessing, max_queue_size),
        inputs_only, keeps_types, _seed(strategy) if shuffle else None,
    )  # fmt: skip
    if is_source(x):
        _check_source_alone(x, y, sample_weight, batch_size)
        if isinstance(x, dataset_creator.DatasetCreator):
            made = _created(x, reading, strategy)
        else:
            spread_batches.check(x, strategy)
            made = _from_source(x, reading)
    else:
        made = _from_arrays(x, y, sample_weight, reading)
    if strategy is not None and strategy.num_replicas_in_sync > 1:
        return made.distributed(strategy)
    return made


def _seed(strategy: tf.distribute.Strategy | None) -> int:
    """Returns a seed that all workers have: each takes its part of a batch."""
    return workers_.agreed(strategy, pass_orders.drawn_seed())


def _created(
    creator: dataset_creator.DatasetCreator,
    reading: Reading,
    strategy: tf.distribute.Strategy | None,
) -> batches_base.Batches:
    if reading.steps is None:
        raise ValueError(
            "Reading a DatasetCreator: its length isn't known. Expected the "
            "number of batches an epoch. Received: steps=None. Give "
            "`steps_per_epoch=`, `validation_steps=` or `steps=`."
        )
    if not coordinators.hands_out(strategy):
        return _from_source(creator.distributed(strategy), reading)

    def make(context: tf.distribute.InputContext | None) -> tf.data.Dataset:
        dataset = creator(context)
        if reading.inputs_only:
            dataset = _inputs_of(dataset)
        if reading.class_weight is not None:
            dataset = _weighted(dataset, reading.class_weight, None)
        return dataset

    return dataset_batches.DatasetBatches(
        make(None),
        steps=reading.steps,
        keeps_position=reading.keeps_position,
        make=make,
    )


@typing.runtime_checkable
class Indexed(typing.Protocol):
    """An object that gives its batches by number, as a Sequence does."""

    def __getitem__(self, index: int) -> typing.Any: ...
    def __len__(self) -> int: ...


@typing.runtime_checkable
class Numbered(Indexed, typing.Protocol):
    """An object that says how many batches it has, as a Sequence does.

    It is read by number even where it is an endless iterator too, as those of
    images are.
    """

    num_batches: int | None


def is_source(x: typing.Any) -> bool:
    """Tells whether `x` hands out batches, rather than being an array."""
    if isinstance(x, (*_SOURCES, abc.Iterator)):
        return True
    plain = (tf.Tensor, tf.Variable, tf.RaggedTensor, *_CUT_BY_TF_DATA)
    if isinstance(x, (*plain, list, tuple, range, str, bytes, abc.Mapping)):
        return False
    if isinstance(x, array_inputs.ArrayLike) or array_inputs.is_scipy_sparse(x):
        return False
    if tables.is_table(x) or tables.is_column(x):
        return False
    return isinstance(x, (Indexed, abc.Iterable))


_CUT_BY_TF_DATA = array_dataset.CUT_BY_TF_DATA
_DATASETS = (tf.data.Dataset, tf.distribute.DistributedDataset)
_SOURCES = (*_DATASETS, dataset_creator.DatasetCreator)


def _from_arrays(
    x: typing.Any, y: typing.Any, sample_weight: typing.Any, reading: Reading
) -> batches_base.Batches:
    if x is None:
        raise ValueError(
            "Reading the data: there is no input. Expected x, as "
            f"{array_inputs.ACCEPTED}. Received: x=None."
        )
    x = array_inputs.to_arrays(x, "x")
    y = array_inputs.to_arrays(y, "y")
    sample_weight = array_inputs.to_arrays(sample_weight, "sample_weight")
    packed = batch_structure.pack_x_y_sample_weight(x, y, sample_weight)
    rows = array_inputs.check_rows(packed)
    size = _batch_size(rows, reading)
    leaves = [leaf for leaf in tf.nest.flatten(packed) if leaf is not None]
    if any(isinstance(leaf, _CUT_BY_TF_DATA) for leaf in leaves):
        return _row_by_row(packed, size, reading)
    if _stays_on_device(leaves):
        return _on_device(packed, size, reading)
    pieces = stored_rows.StoredRows(
        packed, rows, size, reading.shuffle, reading.seed
    )
    return _from_source(pieces, reading)


def _batch_size(rows: int, reading: Reading) -> int:
    """Returns the rows a batch: given, or such that `steps` take all rows."""
    if reading.batch_size is not None:
        return int(reading.batch_size)
    if reading.steps is not None:
        return math.ceil(rows / reading.steps)
    return DEFAULT_BATCH_SIZE


def _on_device(
    packed: typing.Any, batch_size: int, reading: Reading
) -> array_batches.ArrayBatches:
    return array_batches.ArrayBatches(
        _with_class_weight(
            array_inputs.on_device(packed, reading.keeps_types), reading
        ),
        batch_size,
        reading.shuffle,
        reading.steps,
        reading.keeps_position,
        reading.seed,
    )


def _row_by_row(
    packed: typing.Any, batch_size: int, reading: Reading
) -> dataset_batches.DatasetBatches:
    with tf.device("CPU"):
        packed = _with_class_weight(
            array_inputs.on_device(packed, reading.keeps_types), reading
        )
    orders = row_orders.RowOrders(
        int(array_dataset.num_rows(array_dataset.first_array(packed))),
        batch_size,
        reading.shuffle,
        reading.seed,
        reading.steps,
        reading.keeps_position,
    )
    return gathered_batches.of_arrays(packed, orders)


def _with_class_weight(packed: typing.Any, reading: Reading) -> typing.Any:
    if reading.class_weight is None:
        return packed
    return reading.class_weight.of_batch(packed)


def _stays_on_device(leaves: list) -> bool:
    if any(stored_rows.is_stored(leaf) for leaf in leaves):
        return False
    parts = tf.nest.flatten(leaves, expand_composites=True)
    return device_memory.fits_on_device(
        sum(
            tf.TensorShape(part.shape).num_elements()
            * tf.as_dtype(part.dtype).size
            for part in parts
        )
    )


def _from_source(x: typing.Any, reading: Reading) -> batches_base.Batches:
    source, build_spec = None, None
    if not isinstance(x, _DATASETS) and not _is_tensor_iterator(x):
        source = python_source.PythonSource(
            _reader(x, reading), reading.inputs_only, reading.keeps_types
        )
        _check_end(source, x, reading.steps)
        x, build_spec = source.dataset(_fixed_length(x)), source.build_spec
        if reading.keeps_position and reading.steps not in (
            None,
            source.num_batches,
        ):
            x = x if source.single_pass else x.repeat()
    elif reading.inputs_only and isinstance(x, tf.data.Dataset):
        x = _inputs_of(x)
    if reading.class_weight is not None:
        x = _weighted(x, reading.class_weight, build_spec)
        if build_spec is not None:
            inputs, labels, _ = batch_structure.unpack_x_y_sample_weight(
                build_spec
            )
            build_spec = (inputs, labels, x.element_spec[2])
    return dataset_batches.DatasetBatches(
        x,
        steps=reading.steps,
        keeps_position=reading.keeps_position,
        source=source,
        build_spec=build_spec,
    )


def _inputs_of(dataset: tf.data.Dataset) -> tf.data.Dataset:
    if not isinstance(dataset.element_spec, tuple):
        return dataset
    return dataset.map(lambda x, *others: (x,))


def _fixed_length(x: typing.Any) -> int | None:
    # A user's object may have another length each epoch.
    return len(x) if isinstance(x, stored_rows.StoredRows) else None


def _reader(x: typing.Any, reading: Reading) -> python_source.Reader:
    if "torch.Dataset" in tables.names_of(x):
        raise TypeError(
            "Reading a torch data set: it hands out rows. Expected batches. "
            f"Received: x={python_source.kind(x)}. Wrap it: "
            "`torch.utils.data.DataLoader(x, batch_size=32)`."
        )
    one_by_one = isinstance(x, abc.Iterator) and not isinstance(x, Numbered)
    if isinstance(x, Indexed) and not one_by_one:
        return indexed_reader.IndexedReader(
            x,
            reading.shuffle,
            reading.workers.or_own(x),
            reading.steps if reading.keeps_position else None,
            reading.seed,
        )
    return python_source.Reader(x)


def _check_end(
    source: python_source.PythonSource, x: typing.Any, steps: int | None
) -> None:
    endless = isinstance(x, Indexed) and source.num_batches is None
    if endless and steps is None:
        raise ValueError(
            "Reading a sequence: it has no end. Expected the number of batches "
            f"an epoch. Received: {type(x).__name__}.num_batches=None and "
            "steps=None. Give `steps_per_epoch=` or `steps=`."
        )


def _is_tensor_iterator(x: typing.Any) -> bool:
    distributed = tf.distribute.DistributedIterator
    return isinstance(x, (tf.data.Iterator, distributed))


def _weighted(
    dataset: typing.Any,
    weigh: class_weights.ClassWeight,
    build_spec: typing.Any,
) -> tf.data.Dataset:
    if not isinstance(dataset, tf.data.Dataset):
        raise ValueError(
            "class_weight: it can't be applied to an iterator or a distributed "
            "dataset. Expected a tf.data.Dataset, arrays or a generator. "
            f"Received: x={type(dataset).__name__}. Pass the dataset itself, "
            "or yield sample weights."
        )
    spec = build_spec if build_spec is not None else dataset.element_spec
    _, label_spec, _ = batch_structure.unpack_x_y_sample_weight(spec)
    class_weights.check_labels(label_spec)

    def with_weights(*parts: typing.Any) -> tuple:
        x, y, sample_weight = batch_structure.unpack_x_y_sample_weight(parts)
        return x, y, weigh(y, sample_weight, label_spec)

    return dataset.map(with_weights)


def _whole(name: str, value: typing.Any) -> int | None:
    if value is None:
        return None
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole and not (isinstance(value, float) and value.is_integer()):
        raise TypeError(
            f"Reading the data: {name} isn't a whole number. Expected an "
            f"integer of at least 1, or None. Received: {name}={value!r}."
        )
    if value < 1:
        raise ValueError(
            f"Reading the data: {name} is less than 1. Expected an integer of "
            f"at least 1, or None. Received: {name}={value!r}."
        )
    return int(value)


def _check_source_alone(
    x: typing.Any,
    y: typing.Any,
    sample_weight: typing.Any,
    batch_size: typing.Any,
) -> None:
    given = {"y": y, "sample_weight": sample_weight, "batch_size": batch_size}
    given = [name for name, value in given.items() if value is not None]
    if not given:
        return
    kind = type(x)
    raise ValueError(
        f"Reading the data: x makes its own batches, so {given[0]} can't be "
        "given beside it. Expected x to yield (x, y) or "
        "(x, y, sample_weight), batched. Received: "
        f"x={kind.__module__}.{kind.__qualname__} and {', '.join(given)}. "
        "Put it into the batches."
    )
