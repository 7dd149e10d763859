"""What users pass for arrays, made into tensors with rows."""

import typing
from collections import abc

import numpy as np
import tensorflow as tf

from keras.backend import config, user_code
from keras.engine.data import (
    array_dataset,
    batch_structure,
    extension_rows,
    stored_rows,
    tables,
)

ACCEPTED = (
    "NumPy arrays, tensors (dense, ragged, sparse), lists of numbers or "
    "strings, pandas, polars, Arrow, Hugging Face, SciPy and torch objects, a "
    "nest (list, tuple, dict) of these, "
    "a tf.data.Dataset, a generator, or an object with __getitem__ and __len__"
)


def to_arrays(structure: typing.Any, name: str) -> typing.Any:
    """Makes every leaf of a nest an array, and every list of arrays a tuple.

    Text becomes a `tf.string` tensor, any other data keeps its type; see
    `as_floatx`. Nothing is put on a GPU yet.

    Args:
        structure: An array-like, a nest of array-likes, or None. A list
            that leads to a number or a text is an array, any other a nest.
        name: What errors call the whole.

    Raises:
        TypeError: If a leaf is nothing that can be an array.
        ValueError: If a leaf has no axis of rows.

    Example:
        >>> to_arrays({"a": [1, 2], "b": [[1.0], [2.0]]}, "x")["b"].shape
        (2, 1)
    """
    if structure is None:
        return None
    if isinstance(structure, abc.Mapping):
        return {
            key: to_arrays(part, f"{name}[{key!r}]")
            for key, part in structure.items()
        }
    if isinstance(structure, (list, tuple)) and not _is_plain_list(structure):
        parts = [
            to_arrays(part, f"{name}[{index}]")
            for index, part in enumerate(structure)
        ]
        if batch_structure.is_namedtuple(structure):
            return type(structure)(*parts)
        return tuple(parts)
    return _with_rows(to_array(structure, name), name)


def to_array(value: typing.Any, name: str) -> typing.Any:
    """Makes one array-like a NumPy array or a tensor; see `to_arrays`."""
    if isinstance(value, tf.SparseTensor):
        return tf.sparse.reorder(value)  # a copy where it's in order already
    if isinstance(value, (tf.RaggedTensor, tf.Tensor, extension_rows.Value)):
        return value
    if isinstance(value, tf.Variable):
        return tf.convert_to_tensor(value)
    if is_scipy_sparse(value):
        return _sparse_tensor(value)
    array = value
    if tables.is_column(value):
        array = tables.column_array(value, name)
    elif tables.is_table(value):
        array = tables.as_matrix(value, name)
    if stored_rows.is_stored(array) or isinstance(array, tf.RaggedTensor):
        return array
    array = to_numpy(array, name)
    if array.dtype.kind not in "OUS":
        return array
    try:
        return tf.convert_to_tensor(array)
    except (TypeError, ValueError) as error:
        raise _not_an_array(value, name, error) from error


def to_floatx_arrays(structure: typing.Any, name: str) -> typing.Any:
    """Makes every leaf of a nest an array of its final type; see `to_arrays`.

    Args:
        structure: An array-like, a nest of array-likes, or None.
        name: What errors call the whole.
    """
    return tf.nest.map_structure(as_floatx, to_arrays(structure, name))


def to_tensors(structure: typing.Any, name: str) -> typing.Any:
    """Makes every leaf of a nest a tensor; see `to_arrays`.

    Args:
        structure: An array-like, a nest of array-likes, or None.
        name: What errors call the whole.
    """
    return on_device(to_arrays(structure, name))


def on_device(arrays: typing.Any, keeps_types: bool = False) -> typing.Any:
    """Puts what `to_arrays` made on the device that TensorFlow chooses.

    Args:
        arrays: Arrays in a nest.
        keeps_types: False makes floating data of NumPy `floatx()`. Default
            False.
    """
    return tf.nest.map_structure(
        lambda array: _to_tensor(array, keeps_types), arrays
    )


def _to_tensor(array: typing.Any, keeps_types: bool) -> typing.Any:
    if stored_rows.is_stored(array):
        array = np.asarray(array)
    if not isinstance(array, np.ndarray):
        return array
    return tf.convert_to_tensor(array if keeps_types else as_floatx(array))


def as_floatx(array: typing.Any) -> typing.Any:
    """Gives floating NumPy data the type `floatx()`; a tensor keeps its own.

    Args:
        array: What `to_arrays` made of one leaf.

    Example:
        >>> as_floatx(np.zeros(2)).dtype
        dtype('float32')
    """
    if not isinstance(array, np.ndarray) or not _is_floating(array):
        return array
    floatx = tf.as_dtype(config.floatx()).as_numpy_dtype
    return array.astype(floatx, copy=False)


def _is_floating(array: np.ndarray) -> bool:
    return array.dtype.kind == "f" or array.dtype.name == "bfloat16"


def to_numpy(value: typing.Any, name: str) -> np.ndarray:
    """Makes an array-like a NumPy array, in the byte order of this machine.

    Args:
        value: A NumPy array, list of numbers, pandas object or anything
            with `__array__`.
        name: What errors call it.

    Raises:
        TypeError: If NumPy can't make an array of it.
    """
    if not isinstance(value, np.ndarray):
        if not isinstance(value, (*_LISTS, *_SCALARS, ArrayLike)):
            raise _not_an_array(value, name)
        try:
            value = _with_column(_as_array(_on_host(value)), value)
        except (TypeError, ValueError, RuntimeError) as error:
            raise _not_an_array(value, name, error) from error
    kind = value.dtype.kind
    if kind == "T":
        return value.astype(object)
    if kind == "O":
        return _unboxed(value)
    if kind in "mMV" and value.dtype.name != "bfloat16":
        raise _not_an_array(value, name)
    if value.dtype == np.longdouble:
        return value.astype("float64")
    if not value.dtype.isnative:
        return value.astype(value.dtype.newbyteorder("="))
    return value


def _as_array(value: typing.Any) -> np.ndarray:
    """Makes an array of a value; a list of texts becomes one of objects.

    NumPy's own texts have no zero bytes at their end, and no bytes beside
    characters.
    """
    first = _first_leaf(value)
    if first is not value and isinstance(first, (str, bytes)):
        objects = np.array(value, object)
        kinds = set(map(type, objects.flat))
        if all(issubclass(kind, (str, bytes)) for kind in kinds):
            return objects
    return np.asarray(value)


def _unboxed(array: np.ndarray) -> np.ndarray:
    """Makes an array of Python numbers one of numbers; texts stay objects."""
    if not array.size or isinstance(array.flat[0], (str, bytes)):
        return array
    try:
        numbers = np.array(array.tolist())
    except ValueError:  # Rows of different lengths.
        return array
    return numbers if numbers.dtype.kind in "biufc" else array


def _on_host(value: typing.Any) -> typing.Any:
    """Takes a torch tensor off its graph and its device."""
    if type(value).__module__ != "torch":
        return value
    value = value.detach().cpu()
    # NumPy has no type for it.
    return value.float() if str(value.dtype) == "torch.bfloat16" else value


def _with_column(array: np.ndarray, value: typing.Any) -> np.ndarray:
    # One column of a pandas frame is an input with one feature.
    kind = type(value)
    if kind.__name__ == "Series" and user_code.is_of(kind, "pandas"):
        return array[:, np.newaxis]
    return array


_LISTS = (list, tuple, range)
_SCALARS = (str, bytes, bool, int, float, complex, np.generic)


@typing.runtime_checkable
class ArrayLike(typing.Protocol):
    """Anything that NumPy can ask for an array."""

    def __array__(self) -> np.ndarray: ...


def _is_plain_list(value: list | tuple) -> bool:
    first = _first_leaf(value)
    return isinstance(first, (list, tuple, *_SCALARS))


def _first_leaf(value: typing.Any) -> typing.Any:
    """Returns what the first members of lists lead to; an empty list too."""
    while isinstance(value, (list, tuple)) and len(value):
        value = value[0]
    return value


def _with_rows(array: typing.Any, name: str) -> typing.Any:
    if not len(array.shape):
        dtype = tf.as_dtype(array.dtype).name
        raise ValueError(
            f"Reading {name}: it has no axis of rows. Expected at least 1 "
            f"axis, (rows, ...). Received: shape=(), dtype={dtype}. Add a "
            "batch axis: `np.array([value])`."
        )
    return array


def _not_an_array(
    value: typing.Any, name: str, cause: Exception | None = None
) -> TypeError:
    kind = type(value)
    dtype = getattr(value, "dtype", None)
    of = "" if dtype is None else f" of {dtype}"
    why = f" ({cause})" if cause else ""
    hint = _way_out(value, cause)
    return TypeError(
        f"Reading {name}: it can't be made a tensor{why}. Expected {ACCEPTED}. "
        f"Received: {name}={kind.__module__}.{kind.__qualname__}{of}. {hint}."
    )


def _way_out(value: typing.Any, cause: Exception | None) -> str:
    if cause is not None and _has_none(value):
        return "Fill what is missing (None); a float may be NaN"
    if isinstance(value, (list, tuple)):
        return "Rows of different lengths need `tf.ragged.constant`"
    if cause is not None:
        return (
            "Pass columns of different types apart, in a dict (`dict(frame)`), "
            "and fill missing values"
        )
    if callable(value):
        return "Call the function, and pass the generator that it returns"
    return "Convert it to one of these"


def _has_none(value: typing.Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_has_none(part) for part in value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        return any(part is None for part in value.flat)
    return value is None


def is_scipy_sparse(value: typing.Any) -> bool:
    """Tells whether a value is a sparse matrix or array of SciPy."""
    # By name, so that SciPy is never imported for users who don't have it.
    is_scipys = user_code.is_of(type(value), "scipy.sparse")
    return is_scipys and callable(getattr(value, "tocoo", None))


def _sparse_tensor(matrix: typing.Any) -> tf.SparseTensor:
    entries = matrix.tocsr().tocoo()
    indices = np.stack([entries.row, entries.col], axis=1).astype("int64")
    values = as_floatx(np.asarray(entries.data))
    return tf.sparse.reorder(tf.SparseTensor(indices, values, entries.shape))


def check_rows(data: typing.Any) -> int:
    """Counts the rows of packed arrays, which must agree.

    Args:
        data: What `pack_x_y_sample_weight` made of arrays.

    Returns:
        The number of rows, at least 1.

    Raises:
        ValueError: If the arrays differ in rows, or have none.
    """
    counts = {
        name: int(array_dataset.num_rows(leaf))
        for name, leaf in batch_structure.batch_branches(data).items()
    }
    received = ", ".join(f"{name}: {rows}" for name, rows in counts.items())
    if not counts:
        raise ValueError(
            "Reading the data: there is no array in it. Expected at least one. "
            "Received: an empty nest. Pass `x`."
        )
    if len(set(counts.values())) > 1:
        raise ValueError(
            "Reading the data: the arrays have different numbers of rows. "
            f"Expected the same first axis in all. Received: {received}. Cut "
            "them to one length; a list of arrays is one for each input, and "
            "`np.array(rows)` makes rows one input."
        )
    if min(counts.values()) == 0:
        raise ValueError(
            "Reading the data: the arrays are empty. Expected at least 1 row. "
            f"Received: {received}. Check how they were loaded or filtered."
        )
    return next(iter(counts.values()))
