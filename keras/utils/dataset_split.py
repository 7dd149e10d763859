"""Splits data into two data sets."""

import random
import typing
from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from keras.engine.data import array_inputs, dataset_batches
from keras.random import seed_generator
from keras.tf_internals import dataset_batch_size


def split_dataset(
    dataset: typing.Any,
    left_size: int | float | None = None,
    right_size: int | float | None = None,
    shuffle: bool = False,
    seed: int | None = None,
) -> tuple[tf.data.Dataset, tf.data.Dataset]:
    """Splits data into a left and a right data set, such as train and test.

    rows of a fraction = round(fraction * rows)

    All rows are read into memory once, so that no row is on both sides even
    where a `tf.data.Dataset` comes in a new order each time. Batches are taken
    apart before, and made again after.

    Args:
        dataset: A `tf.data.Dataset` with an end, or arrays: one, or several in
            a tuple, list or dict.
        left_size: Rows on the left: a number from 1 to less than all, or a
            fraction in (0, 1). Default: what `right_size` leaves.
        right_size: Rows on the right, likewise. Default: what `left_size`
            leaves.
        shuffle: True puts rows in a new order before. Default False.
        seed: Seed of that order. Default: drawn from TensorFlow's generator,
            so another each time, and the same ones after `set_random_seed`.

    Returns:
        `(left, right)`. Elements are rows, or batches of a batched data set.

    Raises:
        TypeError: If a size or the data is of another kind.
        ValueError: If sizes are out of range, there is no row, or no end.

    Example:
        >>> left, right = keras.utils.split_dataset(np.arange(10), 0.8)
        >>> len(left), len(right)
        (8, 2)
    """
    if isinstance(dataset, tf.data.Dataset):
        rows = _DatasetRows(dataset)
    else:
        rows = _ArrayRows(dataset)
    left, right = _sizes(len(rows), left_size, right_size)
    order = range(len(rows))
    if shuffle:
        order = list(order)
        drawn = seed_generator.fresh_seed() if seed is None else seed
        random.Random(drawn).shuffle(order)
    return (
        rows.dataset(order[:left]),
        rows.dataset(order[len(rows) - right :]),
    )


class _ArrayRows:
    """Rows of arrays."""

    def __init__(self, arrays: typing.Any) -> None:
        with tf.device("CPU"):
            tensors = array_inputs.to_arrays(arrays, "dataset")
        if any(part is None for part in tf.nest.flatten(tensors)):
            raise TypeError(
                "split_dataset: there is no data. Expected a tf.data.Dataset "
                "or arrays. Received: dataset=None, or None among the arrays."
            )
        self._arrays = tensors
        self._length = array_inputs.check_rows((tensors,))

    def __len__(self) -> int:
        return self._length

    def dataset(self, rows: Sequence[int]) -> tf.data.Dataset:
        """Makes a data set of some rows."""
        with tf.device("CPU"):
            taken = tf.nest.map_structure(
                lambda array: _taken(array, rows), self._arrays
            )
        return tf.data.Dataset.from_tensor_slices(taken).prefetch(
            tf.data.AUTOTUNE
        )


def _taken(array: typing.Any, rows: Sequence[int]) -> typing.Any:
    if isinstance(rows, range):
        # A view: TensorFlow makes the copy.
        return array[rows.start : rows.stop]
    if isinstance(array, np.ndarray):
        return array[rows]
    return tf.gather(array, rows)


class _DatasetRows:
    """Rows of a data set, read once."""

    def __init__(self, dataset: tf.data.Dataset) -> None:
        if dataset_batches.cardinality(dataset) == tf.data.INFINITE_CARDINALITY:
            raise ValueError(
                "split_dataset: the data set has no end. Expected a known or "
                "unknown number of elements. Received: an infinite one. "
                "Take a part of it: `dataset.take(1000)`."
            )
        self._batch_size = dataset_batch_size.batch_size_of(dataset)
        if self._batch_size is not None:
            dataset = dataset.unbatch()
        self._spec = dataset.element_spec
        self._rows = list(dataset)
        if not self._rows:
            raise ValueError(
                "split_dataset: the data set is empty. Expected at least 2 "
                "rows. Received: 0. Check how it was filtered."
            )

    def __len__(self) -> int:
        return len(self._rows)

    def dataset(self, rows: Sequence[int]) -> tf.data.Dataset:
        """Makes a data set of some rows, in batches as before."""
        taken = [self._rows[row] for row in rows]
        specs = tf.nest.flatten(self._spec)
        if any(map(_is_row_of_ragged, specs)):
            columns = zip(*map(tf.nest.flatten, taken))
            parts = tf.nest.pack_sequence_as(
                self._spec, [*map(_read, columns, specs)]
            )
            made = tf.data.Dataset.zip(parts)
        else:
            made = _read(taken, self._spec)
        if self._batch_size is not None:
            made = made.batch(self._batch_size)
        return made.prefetch(tf.data.AUTOTUNE)


def _is_row_of_ragged(spec: tf.TypeSpec) -> bool:
    """Whether rows are dense, and only their batches ragged."""
    return isinstance(spec, tf.RaggedTensorSpec) and spec.ragged_rank == 0


def _read(rows: Sequence, spec: typing.Any) -> tf.data.Dataset:
    if _is_row_of_ragged(spec):
        # A generator would give rows of another type.
        stacked = tf.ragged.stack(list(rows))
        return tf.data.Dataset.from_tensor_slices(
            stacked.with_row_splits_dtype(spec.row_splits_dtype)
        )
    # Rows may differ in shape, so they can't always be stacked.
    return tf.data.Dataset.from_generator(
        lambda: iter(rows), output_signature=spec
    ).apply(tf.data.experimental.assert_cardinality(len(rows)))


def _sizes(
    rows: int, left: int | float | None, right: int | float | None
) -> tuple[int, int]:
    """Returns how many rows go to either side."""
    if left is None and right is None:
        raise ValueError(
            "split_dataset: no size is given. Expected left_size, right_size "
            "or both. Received: left_size=None, right_size=None."
        )
    left = _rows_of(left, rows, "left_size")
    right = _rows_of(right, rows, "right_size")
    left = rows - right if left is None else left
    right = rows - left if right is None else right
    if left + right > rows:
        raise ValueError(
            f"split_dataset: the parts hold more than all {rows} rows. "
            f"Expected left_size + right_size of at most {rows}. Received: "
            f"{left} + {right} rows."
        )
    return left, right


def _rows_of(size: int | float | None, rows: int, name: str) -> int | None:
    if size is None:
        return None
    if isinstance(size, bool) or not isinstance(
        size, (int, float, np.integer, np.floating)
    ):
        raise TypeError(
            f"split_dataset: {name} is no number. Expected an integer, a "
            f"fraction or None. Received: {name}={size!r}."
        )
    if rows < 2:
        raise ValueError(
            "split_dataset: one side would have no row. Expected at least 2 "
            f"rows. Received: {rows}."
        )
    whole = isinstance(size, (int, np.integer))
    count = int(size) if whole else round(size * rows)
    if not 0 < size < (rows if whole else 1) or not 0 < count < rows:
        raise ValueError(
            f"split_dataset: {name} leaves one side without rows. Expected an "
            f"integer from 1 to {rows - 1}, or a fraction in (0, 1), of "
            f"{rows} rows. Received: {name}={size!r}."
        )
    return count
