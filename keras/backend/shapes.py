"""`keras.backend`'s work on shapes: joining, turning, repeating, picking."""

import math
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import config, symbolic, tensor_type
from keras.engine import kinds

_WHOLE = (int, np.integer)


def cast(x: kinds.Tensors, dtype: kinds.DType) -> tf.Tensor:
    """Returns values of another type.

    Args:
        x: A tensor or array.
        dtype: A type's name.
    Example:
        >>> keras.backend.cast(tf.constant([1.5]), 'int32').numpy()
        array([1], dtype=int32)
    """
    return tf.cast(x, dtype)


def cast_to_floatx(x: kinds.Tensors) -> np.ndarray | tf.Tensor:
    """Returns values of the type `floatx()`: an array of one, else a tensor.

    Example:
        >>> keras.backend.cast_to_floatx(np.array([1, 2]))
        array([1., 2.], dtype=float32)
    """
    if tf.is_tensor(x) or isinstance(x, symbolic.Symbolic):
        return tf.cast(x, config.floatx())
    return np.asarray(x, config.floatx())


def shape(x: kinds.Tensors) -> tf.Tensor:
    """Returns the sizes of the axes as a tensor, whatever is known before.

    Example:
        >>> keras.backend.shape(tf.ones((2, 3))).numpy()
        array([2, 3], dtype=int32)
    """
    return tf.shape(x)


def count_params(x: kinds.Tensors) -> int:
    """Returns how many values a variable or tensor has.

    Example:
        >>> keras.backend.count_params(tf.ones((2, 3)))
        6
    """
    return int(np.prod(tf.TensorShape(x.shape).as_list()))


def to_dense(tensor: kinds.Tensors) -> tf.Tensor:
    """Returns a dense tensor for a sparse one; others as they are.

    Example:
        >>> entries = tf.sparse.from_dense([[1, 0], [2, 3]])
        >>> keras.backend.to_dense(entries).numpy()
        array([[1, 0],
               [2, 3]], dtype=int32)
    """
    if tensor_type.is_sparse(tensor):
        return tf.sparse.to_dense(tensor)
    return tensor


def concatenate(tensors: kinds.Tensors, axis: int = -1) -> tf.Tensor:
    """Puts tensors one behind the other along an axis.

    Sparse ones stay sparse, beside dense ones they become dense.

    Example:
        >>> keras.backend.concatenate([tf.ones((2, 3)), tf.ones((2, 1))]).shape
        TensorShape([2, 4])
    """
    sparse = [tensor_type.is_sparse(one) for one in tensors]
    if sparse and all(sparse):
        return tf.sparse.concat(axis, tensors)
    return tf.concat(
        [to_dense(one) if s else one for one, s in zip(tensors, sparse)], axis
    )


def stack(x: kinds.Tensors, axis: int = 0) -> tf.Tensor:
    """Puts tensors beside each other along a new axis.

    Example:
        >>> keras.backend.stack([tf.ones(3), tf.ones(3)]).shape
        TensorShape([2, 3])
    """
    return tf.stack(x, axis)


def reshape(x: kinds.Tensors, shape: kinds.Shapes) -> tf.Tensor:
    """Returns the same values in another shape; one size may be -1.

    Example:
        >>> keras.backend.reshape(tf.ones((2, 3)), (3, -1)).shape
        TensorShape([3, 2])
    """
    return tf.reshape(x, shape)


def flatten(x: kinds.Tensors) -> tf.Tensor:
    """Returns all values along one axis.

    Example:
        >>> keras.backend.flatten(tf.ones((2, 3))).shape
        TensorShape([6])
    """
    return tf.reshape(x, [-1])


def batch_flatten(x: kinds.Tensors) -> tf.Tensor:
    """Returns the values of each row along one axis: `(batch, values)`.

    Example:
        >>> keras.backend.batch_flatten(tf.ones((2, 3, 4))).shape
        TensorShape([2, 12])
    """
    x = tensor_type.tensor(x)
    sizes = tf.TensorShape(x.shape).as_list()[1:]
    known = None not in sizes
    width = math.prod(sizes) if known else tf.reduce_prod(tf.shape(x)[1:])
    return tf.reshape(x, [-1, width] if known else tf.stack([-1, width]))


def expand_dims(x: kinds.Tensors, axis: int = -1) -> tf.Tensor:
    """Returns the values with a new axis of size 1.

    Example:
        >>> keras.backend.expand_dims(tf.ones((2, 3))).shape
        TensorShape([2, 3, 1])
    """
    return tf.expand_dims(x, axis)


def squeeze(x: kinds.Tensors, axis: kinds.Sizes) -> tf.Tensor:
    """Returns the values without an axis of size 1.

    Example:
        >>> keras.backend.squeeze(tf.ones((2, 1, 3)), axis=1).shape
        TensorShape([2, 3])
    """
    return tf.squeeze(x, [axis])


def transpose(x: kinds.Tensors) -> tf.Tensor:
    """Returns the values with the axes in the opposite order.

    Example:
        >>> keras.backend.transpose(tf.ones((2, 3))).shape
        TensorShape([3, 2])
    """
    return tf.transpose(x)


def permute_dimensions(x: kinds.Tensors, pattern: Any) -> tf.Tensor:
    """Returns the values with the axes in another order.

    Args:
        x: A tensor.
        pattern: Numbers of axes, in the order wanted.
    Example:
        >>> x = tf.ones((2, 3, 4))
        >>> keras.backend.permute_dimensions(x, (0, 2, 1)).shape
        TensorShape([2, 4, 3])
    """
    return tf.transpose(x, pattern)


def reverse(x: kinds.Tensors, axes: Any) -> tf.Tensor:
    """Returns the values backwards along an axis, or several.

    Example:
        >>> keras.backend.reverse(tf.constant([1, 2, 3]), 0).numpy()
        array([3, 2, 1], dtype=int32)
    """
    return tf.reverse(x, [axes] if isinstance(axes, int) else axes)


def tile(x: kinds.Tensors, n: Any) -> tf.Tensor:
    """Returns a tensor several times, beside itself.

    Args:
        x: A tensor.
        n: How often, by axis; a number for a tensor of one axis.
    Example:
        >>> keras.backend.tile(tf.constant([1, 2]), 2).numpy()
        array([1, 2, 1, 2], dtype=int32)
    """
    return tf.tile(x, [n] if isinstance(n, int) else n)


def repeat(x: kinds.Tensors, n: int) -> tf.Tensor:
    """Returns each row n times: `(batch, d)` becomes `(batch, n, d)`.

    Example:
        >>> keras.backend.repeat(tf.ones((2, 3)), 4).shape
        TensorShape([2, 4, 3])
    """
    return tf.tile(tf.expand_dims(x, 1), tf.stack([1, n, 1]))


def repeat_elements(x: kinds.Tensors, rep: int, axis: int) -> tf.Tensor:
    """Returns each part along an axis several times, as `numpy.repeat`.

    Example:
        >>> keras.backend.repeat_elements(tf.constant([1, 2]), 2, 0).numpy()
        array([1, 1, 2, 2], dtype=int32)
    """
    return tf.repeat(x, rep, axis)


def gather(reference: kinds.Tensors, indices: kinds.Tensors) -> tf.Tensor:
    """Returns the rows of a tensor by their numbers.

    Example:
        >>> x = tf.constant([5, 6, 7])
        >>> keras.backend.gather(x, tf.constant([2, 0])).numpy()
        array([7, 5], dtype=int32)
    """
    return tf.gather(reference, indices)


def one_hot(indices: kinds.Tensors, num_classes: int) -> tf.Tensor:
    """Returns a 1 at each index, 0 elsewhere, along a new last axis.

    Example:
        >>> keras.backend.one_hot(tf.constant([1]), 3).numpy()
        array([[0., 1., 0.]], dtype=float32)
    """
    return tf.one_hot(indices, num_classes)


def dot(x: kinds.Tensors, y: kinds.Tensors) -> tf.Tensor:
    """Multiplies the last axis of x with the last but one of y.

    z[…, …, k] = sum_j x[…, j] * y[…, j, k]: the matrix product, and NumPy's
    `dot` for more axes.

    Args:
        x: A tensor; or a sparse matrix.
        y: A tensor.
    Example:
        >>> x, y = tf.ones((2, 3, 4)), tf.ones((5, 4, 6))
        >>> keras.backend.dot(x, y).shape
        TensorShape([2, 3, 5, 6])
    """
    if tensor_type.is_sparse(x):
        return tf.sparse.sparse_dense_matmul(x, y)
    if tensor_type.ndim(y) == 1:
        return tf.tensordot(x, y, [[-1], [0]])
    return tf.tensordot(x, y, [[-1], [-2]])


def batch_dot(
    x: kinds.Tensors, y: kinds.Tensors, axes: Any = None
) -> tf.Tensor:
    """Multiplies each row of x with the same row of y.

    Args:
        x: A tensor `(batch, ...)`.
        y: A tensor `(batch, ...)`.
        axes: The axis of each over which products are summed: a pair, or a
            number for both. Default: the last of x, and the last but one of y
            (the last one of a matrix).
    Output shape: the other axes of x, then those of y; at least
        `(batch, 1)`.
    Raises:
        ValueError: If an axis is the batch's or isn't there, one has less than
            two axes, or sizes don't fit.
    Example:
        >>> x, y = tf.ones((8, 2, 3)), tf.ones((8, 3, 4))
        >>> keras.backend.batch_dot(x, y).shape
        TensorShape([8, 2, 4])
    """
    x, y = tensor_type.tensor(x), tensor_type.tensor(y)
    of_x, of_y = tensor_type.ndim(x), tensor_type.ndim(y)
    if of_x < 2 or of_y < 2:
        raise ValueError(
            "batch_dot: rows have no axis to sum over. Expected tensors of 2 "
            f"axes or more. Received: shapes {x.shape} and {y.shape}."
        )
    a, b = _summed_axes(axes, of_x, of_y)
    shapes = tf.TensorShape(x.shape), tf.TensorShape(y.shape)
    pairs = ((shapes[0][n], shapes[1][m]) for n, m in ((0, 0), (a, b)))
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        raise ValueError(
            "batch_dot: sizes don't fit. Expected as many rows, and products "
            f"to sum over, of both. Received: shapes {x.shape} and {y.shape}, "
            f"axes={(a, b)}."
        )
    rows, sums, letters = "a", "b", iter("cdefghijklmnopqrstuvwxyz")
    in_x = [rows] + [sums if n == a else next(letters) for n in range(1, of_x)]
    in_y = [rows] + [sums if n == b else next(letters) for n in range(1, of_y)]
    out = [one for one in in_x + in_y[1:] if one != sums]
    found = tf.einsum(f"{''.join(in_x)},{''.join(in_y)}->{''.join(out)}", x, y)
    return found if len(out) > 1 else tf.expand_dims(found, -1)


def _summed_axes(axes, of_x: int, of_y: int) -> tuple[int, int]:
    """Returns the axis of each to sum over, counted from the first."""
    if axes is None:
        axes = (of_x - 1, of_y - 1 if of_y == 2 else of_y - 2)
    pair = (axes, axes) if np.ndim(axes) == 0 else axes
    if len(pair) != 2 or any(not isinstance(n, _WHOLE) for n in pair):
        raise ValueError(
            "batch_dot: products are summed over one axis of each. Expected "
            f"a number or a pair of numbers. Received: axes={axes!r}."
        )
    for one, ndim in zip(pair, (of_x, of_y)):
        if not -ndim <= one < ndim or one % ndim == 0:
            raise ValueError(
                "batch_dot: there is no such axis to sum over; the first tells "
                f"the rows apart. Expected one of [1, {ndim}). Received: "
                f"axes={axes!r}."
            )
    return int(pair[0]) % of_x, int(pair[1]) % of_y
