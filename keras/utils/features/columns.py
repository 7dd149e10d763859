"""Columns of a table as tensors of rows, `(rows, 1)`."""

from collections.abc import Collection, Mapping

import tensorflow as tf

from keras.layers.preprocessing import tokens

# Single rows that are looked at together.
_ROWS = 2**10


def to_learn_from(where: str, given, names: Collection[str]) -> dict:
    """Returns what each preprocessor is to learn from, by name.

    Args:
        where: The space as a message calls it.
        given: A data set of dicts, or a dict of columns.
        names: The columns that are asked for.
    Raises:
        ValueError: If it's something else, or one isn't there.
    """
    if isinstance(given, tf.data.Dataset):
        if not isinstance(given.element_spec, Mapping):
            raise ValueError(
                f"{where}.adapt: rows have no names. Expected a data set of "
                f"dicts. Received: elements {given.element_spec}. Leave labels "
                "out: `dataset.map(lambda x, y: x)`."
            )
        _require(f"{where}.adapt", given.element_spec, names)
        return {name: _column_of(where, name, given) for name in names}
    if isinstance(given, Mapping):
        _require(f"{where}.adapt", given, names)
        return {name: _column_of_values(where, name, given) for name in names}
    raise ValueError(
        f"{where}.adapt: it learns from columns by name. Expected a "
        "`tf.data.Dataset` of dicts, or a dict of columns. Received: data of "
        f"type {type(given).__name__}. Of a table of pandas make a dict: "
        "`dict(table)`."
    )


def to_encode(where: str, given, features: Mapping) -> tuple[dict, bool]:
    """Returns columns by name, and whether they were of one row, without axes.

    Args:
        where: The space as a message calls it.
        given: A dict of columns.
        features: The features that it's to have, by name.
    Raises:
        ValueError: If it's something else, or one isn't there.
    """
    if not isinstance(given, Mapping):
        raise ValueError(
            f"{where}: it takes columns by name. Expected a dict. Received: "
            f"data of type {type(given).__name__}. Of a table of pandas make "
            "a dict: `dict(table)`."
        )
    _require(where, given, features)
    found = {name: tokens.as_tensor(given[name]) for name in features}
    is_one = any(tensor.shape.rank == 0 for tensor in found.values())
    rows = {
        name: _of_type(_as_column(tensor), features[name].dtype)
        for name, tensor in found.items()
    }
    return rows, is_one


def _require(where: str, given: Mapping, names: Collection[str]) -> None:
    missing = [name for name in names if name not in given]
    if missing:
        raise ValueError(
            f"{where}: columns are missing. Expected {list(names)}. Received: "
            f"{list(given)}, without {missing}."
        )


def _column_of(
    where: str, name: str, dataset: tf.data.Dataset
) -> tf.data.Dataset:
    column = dataset.map(lambda row: row[name])
    if column.element_spec.shape.rank == 0:
        column = column.batch(_ROWS)
    return column.map(lambda rows: _known(where, name, _as_column(rows)))


def _known(where: str, name: str, tensor):
    """Refuses NaN: whatever is learned of it means nothing."""
    if isinstance(tensor, tf.Tensor) and tensor.dtype.is_floating:
        said = (
            f"{where}.adapt: a number is missing or infinite. Expected numbers "
            f"in column {name!r}. Fill them, as with a table's `fillna(0.0)`."
        )
        return tf.debugging.check_numerics(tensor, said)
    return tensor


def _column_of_values(where: str, name: str, given: Mapping):
    values = given[name]
    try:
        return _known(where, name, _as_column(values))
    except tf.errors.InvalidArgumentError as error:
        raise ValueError(error.message) from error
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"{where}.adapt: a column is no tensor ({error}). Expected values "
            f"of one type. Received: column {name!r} of type "
            f"{type(values).__name__}. Fill what is missing, as with a table's "
            "`fillna('')`."
        ) from error


def _as_column(values):
    """Returns a tensor with an axis of rows, and one of 1 if it had none."""
    tensor = tokens.as_tensor(values)
    if tensor.shape.rank == 0:
        return tf.reshape(tensor, (1, 1))
    if tensor.shape.rank == 1:
        return tensor[:, tf.newaxis]
    return tensor


def _of_type(tensor, dtype: str):
    """Returns whole numbers as floats where a feature is of floats."""
    is_number = tensor.dtype.is_integer or tensor.dtype == tf.bool
    if is_number and tf.as_dtype(dtype).is_floating:
        return tf.cast(tensor, dtype)
    return tensor
