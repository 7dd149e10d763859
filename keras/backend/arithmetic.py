"""`keras.backend`'s arithmetic: element by element, along axes, comparisons.

They take symbolic tensors too. `axis=None` is all axes; `keepdims=True` leaves
axes of size 1.
"""

import builtins
from typing import Any

import tensorflow as tf

from keras.backend import config, tensor_type
from keras.engine import kinds

# Element by element.


def abs(x: kinds.Tensors) -> tf.Tensor:
    """Returns |x|.

    Example:
        >>> keras.backend.abs(tf.constant([-1.0, 2.0])).numpy()
        array([1., 2.], dtype=float32)
    """
    return tf.abs(x)


def cos(x: kinds.Tensors) -> tf.Tensor:
    """Returns the cosine of angles in radians.

    Example:
        >>> keras.backend.cos(tf.constant([0.0])).numpy()
        array([1.], dtype=float32)
    """
    return tf.cos(x)


def exp(x: kinds.Tensors) -> tf.Tensor:
    """Returns e to the power of x.

    Example:
        >>> keras.backend.exp(tf.constant([0.0])).numpy()
        array([1.], dtype=float32)
    """
    return tf.exp(x)


def log(x: kinds.Tensors) -> tf.Tensor:
    """Returns the natural logarithm.

    Example:
        >>> keras.backend.log(tf.constant([1.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.math.log(x)


def pow(x: kinds.Tensors, a: kinds.Tensors) -> tf.Tensor:
    """Returns x to the power of a.

    Example:
        >>> keras.backend.pow(tf.constant([3.0]), 2.0).numpy()
        array([9.], dtype=float32)
    """
    return tf.pow(x, a)


def round(x: kinds.Tensors) -> tf.Tensor:
    """Returns the nearest whole numbers; halves go to the even one.

    Example:
        >>> keras.backend.round(tf.constant([0.5, 1.6])).numpy()
        array([0., 2.], dtype=float32)
    """
    return tf.round(x)


def sign(x: kinds.Tensors) -> tf.Tensor:
    """Returns -1, 0 or 1.

    Example:
        >>> keras.backend.sign(tf.constant([-3.0, 0.0])).numpy()
        array([-1.,  0.], dtype=float32)
    """
    return tf.sign(x)


def sin(x: kinds.Tensors) -> tf.Tensor:
    """Returns the sine of angles in radians.

    Example:
        >>> keras.backend.sin(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.sin(x)


def sqrt(x: kinds.Tensors) -> tf.Tensor:
    """Returns the square root; of numbers below 0 it's 0.

    Example:
        >>> keras.backend.sqrt(tf.constant([-4.0, 4.0])).numpy()
        array([0., 2.], dtype=float32)
    """
    x = tensor_type.tensor(x)
    return tf.sqrt(tf.maximum(x, tf.zeros((), x.dtype)))


def square(x: kinds.Tensors) -> tf.Tensor:
    """Returns x * x.

    Example:
        >>> keras.backend.square(tf.constant([3.0])).numpy()
        array([9.], dtype=float32)
    """
    return tf.square(x)


def clip(
    x: kinds.Tensors, min_value: kinds.Tensors, max_value: kinds.Tensors
) -> tf.Tensor:
    """Returns values that are brought into a range.

    Args:
        x: A tensor.
        min_value: Least value; None for no limit.
        max_value: Largest value; None for no limit. One below `min_value`
            stands for that.
    Raises:
        TypeError: If values are whole numbers, and a limit has a fraction.
    Example:
        >>> keras.backend.clip(tf.constant([1, 5]), 2, None).numpy()
        array([2, 5], dtype=int32)
    """
    x = tensor_type.tensor(x)
    if max_value is not None:
        x = tf.minimum(x, _limit(max_value, x.dtype))
    if min_value is not None:
        x = tf.maximum(x, _limit(min_value, x.dtype))
    return x


def _limit(value, dtype: tf.DType) -> tf.Tensor:
    """Returns a limit in a type; one beyond its range is the range's end."""
    if dtype.is_integer and isinstance(value, (int, float)):
        value = builtins.min(builtins.max(value, dtype.min), dtype.max)
        if value != builtins.round(value):
            raise TypeError(
                "clip: a limit of whole numbers has a fraction. Expected a "
                f"limit of type {dtype.name}. Received: {value!r}. Cast the "
                "values to floats first."
            )
        value = int(value)
    return tf.cast(value, dtype)


def maximum(x: kinds.Tensors, y: kinds.Tensors) -> tf.Tensor:
    """Returns the larger of each two.

    Example:
        >>> x, y = tf.constant([1, 2]), tf.constant([2, 2])
        >>> keras.backend.maximum(x, y).numpy()
        array([2, 2], dtype=int32)
    """
    return tf.maximum(x, y)


def minimum(x: kinds.Tensors, y: kinds.Tensors) -> tf.Tensor:
    """Returns the smaller of each two.

    Example:
        >>> x, y = tf.constant([1, 2]), tf.constant([2, 2])
        >>> keras.backend.minimum(x, y).numpy()
        array([1, 2], dtype=int32)
    """
    return tf.minimum(x, y)


# Comparisons.


def equal(x: kinds.Tensors, y: kinds.Tensors) -> tf.Tensor:
    """Tells where x == y.

    Example:
        >>> x, y = tf.constant([1, 2]), tf.constant([2, 2])
        >>> keras.backend.equal(x, y).numpy()
        array([False,  True])
    """
    return tf.equal(x, y)


def not_equal(x: kinds.Tensors, y: kinds.Tensors) -> tf.Tensor:
    """Tells where x != y.

    Example:
        >>> x, y = tf.constant([1, 2]), tf.constant([2, 2])
        >>> keras.backend.not_equal(x, y).numpy()
        array([ True, False])
    """
    return tf.not_equal(x, y)


def greater(x: kinds.Tensors, y: kinds.Tensors) -> tf.Tensor:
    """Tells where x > y.

    Example:
        >>> x, y = tf.constant([1, 2]), tf.constant([2, 2])
        >>> keras.backend.greater(x, y).numpy()
        array([False, False])
    """
    return tf.greater(x, y)


def greater_equal(x: kinds.Tensors, y: kinds.Tensors) -> tf.Tensor:
    """Tells where x >= y.

    Example:
        >>> x, y = tf.constant([1, 2]), tf.constant([2, 2])
        >>> keras.backend.greater_equal(x, y).numpy()
        array([False,  True])
    """
    return tf.greater_equal(x, y)


def less(x: kinds.Tensors, y: kinds.Tensors) -> tf.Tensor:
    """Tells where x < y.

    Example:
        >>> x, y = tf.constant([1, 2]), tf.constant([2, 2])
        >>> keras.backend.less(x, y).numpy()
        array([ True, False])
    """
    return tf.less(x, y)


def less_equal(x: kinds.Tensors, y: kinds.Tensors) -> tf.Tensor:
    """Tells where x <= y.

    Example:
        >>> x, y = tf.constant([1, 2]), tf.constant([2, 2])
        >>> keras.backend.less_equal(x, y).numpy()
        array([ True,  True])
    """
    return tf.less_equal(x, y)


# Along axes.


def all(
    x: kinds.Tensors, axis: kinds.Sizes | None = None, keepdims: bool = False
) -> tf.Tensor:
    """Tells whether all values are other than 0.

    Example:
        >>> keras.backend.all(tf.constant([[1, 0], [2, 3]]), axis=1).numpy()
        array([False,  True])
    """
    return tf.reduce_all(tf.cast(x, tf.bool), axis, keepdims)


def any(
    x: kinds.Tensors, axis: kinds.Sizes | None = None, keepdims: bool = False
) -> tf.Tensor:
    """Tells whether a value is other than 0.

    Example:
        >>> keras.backend.any(tf.constant([[1, 0], [2, 3]]), axis=1).numpy()
        array([ True,  True])
    """
    return tf.reduce_any(tf.cast(x, tf.bool), axis, keepdims)


def argmax(x: kinds.Tensors, axis: int = -1) -> tf.Tensor:
    """Returns where the largest value along an axis is, int64.

    Example:
        >>> keras.backend.argmax(tf.constant([[1, 0], [2, 3]])).numpy()
        array([0, 1])
    """
    return tf.argmax(x, axis)


def argmin(x: kinds.Tensors, axis: int = -1) -> tf.Tensor:
    """Returns where the smallest value along an axis is, int64.

    Example:
        >>> keras.backend.argmin(tf.constant([[1, 0], [2, 3]])).numpy()
        array([1, 0])
    """
    return tf.argmin(x, axis)


def cumprod(x: kinds.Tensors, axis: int = 0) -> tf.Tensor:
    """Returns the products of all values up to each one.

    Example:
        >>> keras.backend.cumprod(tf.constant([1, 2, 3])).numpy()
        array([1, 2, 6], dtype=int32)
    """
    return tf.math.cumprod(x, axis)


def cumsum(x: kinds.Tensors, axis: int = 0) -> tf.Tensor:
    """Returns the sums of all values up to each one.

    Example:
        >>> keras.backend.cumsum(tf.constant([1, 2, 3])).numpy()
        array([1, 3, 6], dtype=int32)
    """
    return tf.cumsum(x, axis)


def max(
    x: kinds.Tensors, axis: kinds.Sizes | None = None, keepdims: bool = False
) -> tf.Tensor:
    """Returns the largest value.

    Example:
        >>> keras.backend.max(tf.constant([1, 2, 3])).numpy()
        np.int32(3)
    """
    return tf.reduce_max(x, axis, keepdims)


def mean(
    x: kinds.Tensors, axis: kinds.Sizes | None = None, keepdims: bool = False
) -> tf.Tensor:
    """Returns the mean; of booleans, the fraction that is true.

    Example:
        >>> keras.backend.mean(tf.constant([True, False])).numpy()
        np.float32(0.5)
    """
    return tf.reduce_mean(_number(x), axis, keepdims)


def min(
    x: kinds.Tensors, axis: kinds.Sizes | None = None, keepdims: bool = False
) -> tf.Tensor:
    """Returns the smallest value.

    Example:
        >>> keras.backend.min(tf.constant([1, 2, 3])).numpy()
        np.int32(1)
    """
    return tf.reduce_min(x, axis, keepdims)


def prod(
    x: kinds.Tensors, axis: kinds.Sizes | None = None, keepdims: bool = False
) -> tf.Tensor:
    """Returns the product.

    Example:
        >>> keras.backend.prod(tf.constant([1, 2, 3])).numpy()
        np.int32(6)
    """
    return tf.reduce_prod(x, axis, keepdims)


def std(
    x: kinds.Tensors, axis: kinds.Sizes | None = None, keepdims: bool = False
) -> tf.Tensor:
    """Returns the standard deviation: the square root of `var`.

    Example:
        >>> keras.backend.std(tf.constant([1.0, 3.0])).numpy()
        np.float32(1.0)
    """
    return tf.math.reduce_std(_number(x), axis, keepdims)


def sum(
    x: kinds.Tensors, axis: kinds.Sizes | None = None, keepdims: bool = False
) -> tf.Tensor:
    """Returns the sum.

    Example:
        >>> keras.backend.sum(tf.constant([1, 2, 3])).numpy()
        np.int32(6)
    """
    return tf.reduce_sum(x, axis, keepdims)


def var(
    x: kinds.Tensors, axis: kinds.Sizes | None = None, keepdims: bool = False
) -> tf.Tensor:
    """Returns the variance: the mean square of the distances to the mean.

    Example:
        >>> keras.backend.var(tf.constant([1.0, 3.0])).numpy()
        np.float32(1.0)
    """
    return tf.math.reduce_variance(_number(x), axis, keepdims)


def l2_normalize(
    x: kinds.Tensors, axis: kinds.Sizes | None = None
) -> tf.Tensor:
    """Returns x divided by its Euclidean norm.

    Example:
        >>> keras.backend.l2_normalize(tf.constant([3.0, 4.0])).numpy()
        array([0.6, 0.8], dtype=float32)
    """
    return tf.linalg.l2_normalize(x, axis)


def in_top_k(predictions: Any, targets: kinds.Tensors, k: int) -> tf.Tensor:
    """Tells whether the right class is among the k that score highest.

    Args:
        predictions: Scores `(batch, classes)`.
        targets: Class numbers `(batch,)`.
        k: How many.
    Example:
        >>> scores = tf.constant([[0.1, 0.6, 0.3]])
        >>> keras.backend.in_top_k(scores, tf.constant([2]), 2).numpy()
        array([ True])
    """
    return tf.math.in_top_k(targets, predictions, k)


def _number(x):
    x = tf.convert_to_tensor(x) if isinstance(x, (list, tuple)) else x
    is_bool = tf.as_dtype(x.dtype).base_dtype == tf.bool
    return tf.cast(x, config.floatx()) if is_bool else x
