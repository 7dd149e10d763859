"""Tables and columns of pandas, polars, Arrow and Hugging Face's datasets."""

import typing

import numpy as np
import tensorflow as tf

from keras.backend import user_code

# By name, so that no package is imported for users who don't have it.
_TABLES = {
    "pandas.DataFrame",
    "polars.DataFrame",
    "pyarrow.RecordBatch",
    "pyarrow.Table",
    "datasets.Dataset",
}
_COLUMNS = {
    "polars.Series",
    "pyarrow.Array",
    "pyarrow.ChunkedArray",
    "datasets.Column",
}
# Features of Hugging Face that Arrow stores as they are.
_PLAIN_FEATURES = {"Value", "ClassLabel", "List", "LargeList", "Sequence"}


def names_of(value: typing.Any) -> set[str]:
    """Returns `package.Class` of a value's class and of its bases."""
    return {
        f"{user_code.module_of(cls).partition('.')[0]}.{cls.__name__}"
        for cls in type(value).__mro__
    }


def is_table(value: typing.Any) -> bool:
    """Tells whether a value is a table of named columns."""
    return not _TABLES.isdisjoint(names_of(value))


def is_column(value: typing.Any) -> bool:
    """Tells whether a value is a column that `column_array` reads.

    A pandas Series isn't: NumPy reads it.
    """
    return not _COLUMNS.isdisjoint(names_of(value))


def columns(table: typing.Any) -> dict[str, typing.Any]:
    """Returns the columns of a table by name, in its order; nothing is copied.

    Args:
        table: A value that `is_table`.
    """
    names = names_of(table)
    if "polars.DataFrame" in names:
        return {column.name: column for column in table.get_columns()}
    if "pandas.DataFrame" in names:
        return {name: table[name] for name in table.columns}
    if "datasets.Dataset" in names:
        return {name: table[name] for name in table.column_names}
    return dict(zip(table.schema.names, table.columns))


def by_input_names(x: typing.Any, input_names: typing.Any) -> typing.Any:
    """Takes the columns of a table that a model's inputs are called after.

    Args:
        x: Anything; only a table changes.
        input_names: Names of the model's inputs, or None when it takes what
            comes.

    Returns:
        A dict of columns for a table, else `x`.

    Raises:
        ValueError: If an input has no column.
    """
    if not input_names or not is_table(x):
        return x
    found = columns(x)
    missing = [name for name in input_names if name not in found]
    if missing:
        raise ValueError(
            "Reading x: the table lacks columns for the model's inputs. "
            f"Expected columns {list(input_names)}. Received: columns="
            f"{list(found)}; missing: {missing}. Rename the columns, or pass a "
            "dict of arrays by input name."
        )
    return {name: found[name] for name in input_names}


def column_array(
    column: typing.Any, name: str
) -> "np.ndarray | tf.RaggedTensor | LazyColumn":
    """Makes an array of a column, without a copy where its memory allows.

    A column of numbers or texts becomes `(rows, 1)`, one of lists of the same
    length `(rows, length)`, one of other lists a ragged tensor. Images and
    other data that has to be decoded stay where they are.

    Args:
        column: A value that `is_column`.
        name: What errors call it.

    Raises:
        ValueError: If values are missing that no NaN can stand for.
    """
    names = names_of(column)
    if "datasets.Column" in names:
        feature = column.source.features[column.column_name]
        if type(feature).__name__ not in _PLAIN_FEATURES:
            return LazyColumn(column)
        # Rows that were selected or shuffled come in their new order.
        rows = column.source.select_columns([column.column_name])
        column = rows.with_format("arrow")[:].column(0)
    elif "polars.Series" in names:
        if "List" not in str(column.dtype):
            _check_nulls(column.null_count(), column.dtype.is_float(), name)
            return _with_feature_axis(column.to_numpy())
        column = column.to_arrow()
    return _arrow_array(column, name)


def _arrow_array(column: typing.Any, name: str) -> typing.Any:
    if "pyarrow.ChunkedArray" in names_of(column):
        one = column.num_chunks == 1
        column = column.chunk(0) if one else column.combine_chunks()
    kind = str(column.type)
    _check_nulls(column.null_count, kind in ("float", "double"), name)
    if kind.startswith("dictionary"):
        column = column.dictionary_decode()
    if kind.startswith("fixed_size_list"):
        values = _arrow_array(column.flatten(), name)
        return values.reshape(len(column), -1)
    if kind.startswith(("list", "large_list")):
        lengths = column.value_lengths().to_numpy()
        return _rows_of_lists(_arrow_array(column.flatten(), name), lengths)
    return _with_feature_axis(column.to_numpy(zero_copy_only=False))


def _rows_of_lists(values: typing.Any, lengths: np.ndarray) -> typing.Any:
    if isinstance(values, np.ndarray) and values.shape[1] == 1:
        values = values[:, 0]
    if len(set(lengths.tolist())) == 1 and isinstance(values, np.ndarray):
        return values.reshape(len(lengths), lengths[0], *values.shape[1:])
    with tf.device("CPU"):
        return tf.RaggedTensor.from_row_lengths(values, lengths)


def _with_feature_axis(array: np.ndarray) -> np.ndarray:
    return array[:, np.newaxis] if array.ndim == 1 else array


def _check_nulls(count: int, is_float: bool, name: str) -> None:
    # NaN stands for a missing float, and no other type has it.
    if count and not is_float:
        raise ValueError(
            f"Reading {name}: values are missing. Expected a value in every "
            f"row. Received: a column with {count} nulls. Fill them, or drop "
            "these rows."
        )


class LazyColumn:
    """A column that is decoded a part at a time, such as one of images.

    Args:
        column: A `datasets.Column`, whose rows have one shape.
    """

    def __init__(self, column: typing.Any) -> None:
        self._name = column.column_name
        rows = column.source.select_columns([self._name])
        self._rows = rows.with_format("numpy")
        first = self[0:1]
        self.shape = (len(rows), *first.shape[1:])
        self.dtype = first.dtype
        self.size = int(np.prod(self.shape))

    def __getitem__(self, rows: typing.Any) -> np.ndarray:
        """Decodes the rows of a slice or of an array of row numbers."""
        return _with_feature_axis(np.asarray(self._rows[rows][self._name]))

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        """Decodes all rows."""
        return np.asarray(self[:], dtype)


def as_matrix(table: typing.Any, name: str) -> typing.Any:
    """Makes the columns of a table one array `(rows, columns)`.

    Args:
        table: A value that `is_table`.
        name: What errors call it.

    Returns:
        That array; the only column as it is, where there is but one.

    Raises:
        TypeError: If the columns don't go together.
    """
    found = columns(table)
    if "pandas.DataFrame" in names_of(table):
        return np.asarray(table)
    arrays = [
        column_array(column, f"{name}[{key!r}]")
        for key, column in found.items()
    ]
    if len(arrays) == 1:
        return arrays[0]
    kinds = {_kind(array) for array in arrays}
    if len(kinds) > 1 or "nested" in kinds:
        types = {key: _kind(array) for key, array in zip(found, arrays)}
        raise TypeError(
            f"Reading {name}: the columns of a table differ, so they make no "
            "matrix. Expected columns of numbers, or of texts. Received: "
            f"{types}. Pass a dict of columns for a model of several inputs, "
            "or the column that is meant."
        )
    return np.concatenate(arrays, axis=1)


def _kind(array: typing.Any) -> str:
    if not isinstance(array, np.ndarray) or array.ndim != 2:
        return "nested"
    return "text" if array.dtype.kind in "OUS" else "numbers"
