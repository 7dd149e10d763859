"""Takes the validation data off the end of the training data."""

import math
import typing

import tensorflow as tf

from keras.engine.data import (
    adapter,
    array_inputs,
    dataset_batches,
    extension_rows,
    stored_rows,
)


def split_validation(
    x: typing.Any,
    y: typing.Any,
    sample_weight: typing.Any,
    validation_split: float,
) -> tuple[tuple, tuple]:
    """Splits data into a first part to train on and a last part to validate.

    rows to train on = floor(rows * (1 - validation_split))

    Rows keep their order, so data sorted by class must be shuffled before. Of
    a dataset, whole batches are split; one that is shuffled anew each epoch
    would mix both parts (`dataset.shuffle(..., reshuffle_each_iteration=
    False)` doesn't).

    Args:
        x: Arrays, or a `tf.data.Dataset` of known length.
        y: Labels or None.
        sample_weight: Weights of rows or None.
        validation_split: Fraction to validate on, in (0, 1).

    Returns:
        `(x, y, sample_weight)` to train on, and the same to validate on.

    Raises:
        ValueError: If the fraction is out of range, leaves a part empty, or
            the data has no known length.

    Example:
        >>> train, rest = split_validation(np.arange(10), None, None, 0.25)
        >>> len(train[0]), len(rest[0])
        (7, 3)
    """
    if not 0 < validation_split < 1:
        raise ValueError(
            "Splitting off validation data: the fraction is out of range. "
            "Expected 0 < validation_split < 1. Received: "
            f"validation_split={validation_split!r}."
        )
    if adapter.is_source(x):
        return _split_dataset(x, y, sample_weight, validation_split)
    x = array_inputs.to_arrays(x, "x")
    y = array_inputs.to_arrays(y, "y")
    sample_weight = array_inputs.to_arrays(sample_weight, "sample_weight")
    parts = (x, y, sample_weight)
    rows = array_inputs.check_rows(parts)
    place = _place(rows, validation_split, "rows")
    return _rows_of(parts, 0, place), _rows_of(parts, place, rows)


def _split_dataset(
    dataset: typing.Any,
    y: typing.Any,
    sample_weight: typing.Any,
    validation_split: float,
) -> tuple[tuple, tuple]:
    length = dataset_batches.cardinality(dataset)
    if not isinstance(dataset, tf.data.Dataset) or length < 0:
        raise ValueError(
            "Splitting off validation data: the length of the data isn't "
            "known. Expected arrays, or a tf.data.Dataset of known length. "
            f"Received: x={type(dataset).__name__} and validation_split="
            f"{validation_split!r}. Pass `validation_data=` instead."
        )
    place = _place(length, validation_split, "batches")
    return (
        (dataset.take(place), y, sample_weight),
        (dataset.skip(place), None, None),
    )


def _place(length: int, validation_split: float, unit: str) -> int:
    place = math.floor(length * (1.0 - validation_split))
    if place in (0, length):
        raise ValueError(
            f"Splitting off validation data: one part of {length} {unit} would "
            f"be empty. Expected at least 1 of the {unit} on either side. "
            f"Received: validation_split={validation_split!r} of {length} "
            f"{unit}. Pass more data or another fraction."
        )
    return place


def _rows_of(parts: tuple, start: int, stop: int) -> tuple:
    return tf.nest.map_structure(
        lambda array: None if array is None else _cut(array, start, stop),
        parts,
    )


def _cut(array: typing.Any, start: int, stop: int) -> typing.Any:
    if isinstance(array, tf.SparseTensor):
        shape = [int(size) for size in array.dense_shape]
        return tf.sparse.slice(
            array,
            [start] + [0] * (len(shape) - 1),
            [stop - start, *shape[1:]],
        )
    if isinstance(array, extension_rows.Value):
        raise ValueError(
            "Splitting off validation data: a value of an extension type can't "
            f"be split. Expected arrays or tensors. Received: "
            f"{type(array).__name__}. Pass `validation_data=` instead."
        )
    if stored_rows.is_stored(array):
        return stored_rows.RowRange(array, start, stop)
    return array[start:stop]
