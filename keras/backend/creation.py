"""`keras.backend`'s new tensors and variables, and how variables change."""

import sys
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import config
from keras.engine import kinds


def backend() -> str:
    """Returns 'tensorflow', the one there is.

    Example:
        >>> keras.backend.backend()
        'tensorflow'
    """
    return "tensorflow"


def name_scope(name: str) -> tf.name_scope:
    """Returns a context in which operations have names under this one.

    Example:
        >>> with keras.backend.name_scope('block'):
        ...     x = tf.ones(2)
    """
    return tf.name_scope(name)


def constant(
    value: kinds.Tensors,
    dtype: kinds.DType = None,
    shape: kinds.Shapes = None,
    name: str | None = None,
) -> tf.Tensor:
    """Returns a tensor of given values.

    Args:
        value: A number, or an array or list.
        dtype: Default: `floatx()`.
        shape: Default: the value's.
        name: Name of the operation.
    Example:
        >>> keras.backend.constant([1, 2]).numpy()
        array([1., 2.], dtype=float32)
    """
    return tf.constant(value, dtype or config.floatx(), shape, name or "Const")


def variable(
    value: kinds.Tensors,
    dtype: kinds.DType = None,
    name: str | None = None,
    constraint: kinds.Named = None,
) -> tf.Variable | tf.SparseTensor:
    """Returns a variable; of sparse values, a sparse tensor.

    Args:
        value: Its first value: a number, array or tensor, a SciPy sparse
            matrix, or a function that returns one.
        dtype: Default: `floatx()`.
        name: The variable's name.
        constraint: Function that brings the value back after a training step.
    Example:
        >>> keras.backend.variable([1.0, 2.0]).shape
        TensorShape([2])
    """
    dtype = dtype or config.floatx()
    if isinstance(value, tf.SparseTensor):
        return value
    if hasattr(value, "tocoo"):
        entries = value.tocoo()
        places = np.stack([entries.row, entries.col], 1).astype("int64")
        found = tf.SparseTensor(
            places, entries.data.astype(dtype), entries.shape
        )
        return tf.sparse.reorder(found)
    with tf.init_scope():
        value = value() if callable(value) else value
        return tf.Variable(
            tf.cast(value, dtype), name=name, constraint=constraint
        )


def _variable_if_known(value: tf.Tensor, dtype, name):
    if all(size is not None and size > 0 for size in value.shape.as_list()):
        return variable(value, dtype, name)
    return value


def zeros(
    shape: kinds.Shapes, dtype: kinds.DType = None, name: str | None = None
) -> tf.Variable | tf.Tensor:
    """Returns a variable of zeros; a tensor where a size is 0 or unknown.

    Example:
        >>> keras.backend.zeros((2, 3)).shape
        TensorShape([2, 3])
    """
    dtype = dtype or config.floatx()
    return _variable_if_known(tf.zeros(shape, dtype), dtype, name)


def ones(
    shape: kinds.Shapes, dtype: kinds.DType = None, name: str | None = None
) -> tf.Variable | tf.Tensor:
    """Returns a variable of ones; a tensor where a size is 0 or unknown.

    Example:
        >>> keras.backend.ones((2, 3)).shape
        TensorShape([2, 3])
    """
    dtype = dtype or config.floatx()
    return _variable_if_known(tf.ones(shape, dtype), dtype, name)


def eye(
    size: Any, dtype: kinds.DType = None, name: str | None = None
) -> tf.Variable:
    """Returns a variable with 1 on the diagonal, 0 elsewhere.

    Args:
        size: Rows and columns: a number, or a pair.
        dtype: Default: `floatx()`.
        name: The variable's name.
    Example:
        >>> keras.backend.eye(2).numpy()
        array([[1., 0.],
               [0., 1.]], dtype=float32)
    """
    is_pair = isinstance(size, (list, tuple))
    rows, columns = size if is_pair else (size, size)
    dtype = dtype or config.floatx()
    return variable(tf.eye(rows, columns, dtype=dtype), dtype, name)


def zeros_like(
    x: kinds.Tensors, dtype: kinds.DType = None, name: str | None = None
) -> tf.Tensor:
    """Returns zeros in the shape of another tensor.

    Example:
        >>> keras.backend.zeros_like(tf.constant([1, 2])).numpy()
        array([0, 0], dtype=int32)
    """
    return tf.zeros_like(x, dtype, name)


def ones_like(
    x: kinds.Tensors, dtype: kinds.DType = None, name: str | None = None
) -> tf.Tensor:
    """Returns ones in the shape of another tensor.

    Example:
        >>> keras.backend.ones_like(tf.constant([3, 2])).numpy()
        array([1, 1], dtype=int32)
    """
    return tf.ones_like(x, dtype, name)


def arange(
    start: kinds.Tensors,
    stop: kinds.Tensors = None,
    step: kinds.Tensors = 1,
    dtype: str = "int32",
) -> tf.Tensor:
    """Returns numbers in equal steps.

    Args:
        start: The first one; alone it's the end, and 0 the first.
        stop: The end, which isn't among them.
        step: From each to the next.
        dtype: Default 'int32'.
    Example:
        >>> keras.backend.arange(1, 7, 2).numpy()
        array([1, 3, 5], dtype=int32)
    """
    if stop is None:
        # From 0 to a number below there is nothing.
        is_tensor = tf.is_tensor(start)
        start, stop = 0, (tf.maximum if is_tensor else max)(start, 0)
    found = tf.range(start, stop, step)
    return found if dtype == "int32" else tf.cast(found, dtype)


# How variables change.


def update(x: tf.Variable, new_x: Any) -> Any:
    """Sets a variable.

    Example:
        >>> x = keras.backend.variable(1.0)
        >>> keras.backend.update(x, 3.0).numpy()
        np.float32(3.0)
    """
    return x.assign(new_x)


def update_add(x: tf.Variable, increment: Any) -> Any:
    """Adds to a variable.

    Example:
        >>> x = keras.backend.variable(1.0)
        >>> keras.backend.update_add(x, 3.0).numpy()
        np.float32(4.0)
    """
    return x.assign_add(increment)


def update_sub(x: tf.Variable, decrement: kinds.Tensors) -> Any:
    """Subtracts from a variable.

    Example:
        >>> x = keras.backend.variable(1.0)
        >>> keras.backend.update_sub(x, 3.0).numpy()
        np.float32(-2.0)
    """
    return x.assign_sub(decrement)


def moving_average_update(
    x: tf.Variable, value: kinds.Tensors, momentum: kinds.Tensors
) -> Any:
    """Moves a variable towards a value.

    x = momentum * x + (1 - momentum) * value

    Example:
        >>> x = keras.backend.variable(1.0)
        >>> keras.backend.moving_average_update(x, 3.0, 0.75).numpy()
        np.float32(1.5)
    """
    step = tf.cast(1 - momentum, x.dtype) * (x - tf.cast(value, x.dtype))
    return x.assign_sub(step)


def stop_gradient(variables: Any) -> Any:
    """Returns tensors that a gradient takes for constants.

    Example:
        >>> keras.backend.stop_gradient(tf.constant(1.0)).numpy()
        np.float32(1.0)
    """
    if isinstance(variables, (list, tuple)):
        return [tf.stop_gradient(one) for one in variables]
    return tf.stop_gradient(variables)


def print_tensor(
    x: kinds.Tensors, message: str = "", summarize: int = 3
) -> tf.Tensor:
    """Prints a tensor on stdout when it's computed, and returns it.

    Args:
        x: A tensor.
        message: Text before it.
        summarize: Values at the beginning and end of each axis; -1 for all.
    Example:
        >>> keras.backend.print_tensor(tf.constant(1.0)).numpy()
        np.float32(1.0)
    """
    tf.print(message, x, summarize=summarize, output_stream=sys.stdout)
    return tf.identity(x)


def manual_variable_initialization(value: bool) -> None:
    """Does nothing: variables have their values from the start.

    Args:
        value: What TensorFlow 1's sessions were told.
    Example:
        >>> keras.backend.manual_variable_initialization(True)
    """
