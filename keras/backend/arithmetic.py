"""`keras.backend`'s arithmetic: element by element, along axes, comparisons.

They take symbolic tensors too. `axis=None` is all axes; `keepdims=True` leaves
axes of size 1.
"""

import builtins
import math

import tensorflow as tf

from keras.backend import config

# Element by element.


def abs(x) -> tf.Tensor:
    """Returns |x|."""
    return tf.abs(x)


def cos(x) -> tf.Tensor:
    """Returns the cosine of angles in radians."""
    return tf.cos(x)


def exp(x) -> tf.Tensor:
    """Returns e to the power of x."""
    return tf.exp(x)


def log(x) -> tf.Tensor:
    """Returns the natural logarithm."""
    return tf.math.log(x)


def pow(x, a) -> tf.Tensor:
    """Returns x to the power of a."""
    return tf.pow(x, a)


def round(x) -> tf.Tensor:
    """Returns the nearest whole numbers; halves go to the even one."""
    return tf.round(x)


def sign(x) -> tf.Tensor:
    """Returns -1, 0 or 1."""
    return tf.sign(x)


def sin(x) -> tf.Tensor:
    """Returns the sine of angles in radians."""
    return tf.sin(x)


def sqrt(x) -> tf.Tensor:
    """Returns the square root; of numbers below 0 it's 0.

    Example:
        >>> keras.backend.sqrt(tf.constant([-4.0, 4.0])).numpy()
        array([0., 2.], dtype=float32)
    """
    return tf.sqrt(tf.maximum(x, tf.zeros((), x.dtype)))


def square(x) -> tf.Tensor:
    """Returns x * x."""
    return tf.square(x)


def clip(x, min_value, max_value) -> tf.Tensor:
    """Returns values that are brought into a range.

    Args:
        x: A tensor.
        min_value: Least value; None for no limit.
        max_value: Largest value; None for no limit. One below `min_value`
            stands for that.
    Example:
        >>> keras.backend.clip(tf.constant([1, 5]), 2, None).numpy()
        array([2, 5], dtype=int32)
    """
    if isinstance(min_value, (int, float)) and isinstance(
        max_value, (int, float)
    ):
        max_value = builtins.max(min_value, max_value)
    if min_value is not None:
        x = tf.maximum(x, tf.cast(min_value, x.dtype))
    if max_value is not None and max_value != math.inf:
        x = tf.minimum(x, tf.cast(max_value, x.dtype))
    return x


def maximum(x, y) -> tf.Tensor:
    """Returns the larger of each two."""
    return tf.maximum(x, y)


def minimum(x, y) -> tf.Tensor:
    """Returns the smaller of each two."""
    return tf.minimum(x, y)


# Comparisons.


def equal(x, y) -> tf.Tensor:
    """Tells where x == y."""
    return tf.equal(x, y)


def not_equal(x, y) -> tf.Tensor:
    """Tells where x != y."""
    return tf.not_equal(x, y)


def greater(x, y) -> tf.Tensor:
    """Tells where x > y."""
    return tf.greater(x, y)


def greater_equal(x, y) -> tf.Tensor:
    """Tells where x >= y."""
    return tf.greater_equal(x, y)


def less(x, y) -> tf.Tensor:
    """Tells where x < y."""
    return tf.less(x, y)


def less_equal(x, y) -> tf.Tensor:
    """Tells where x <= y."""
    return tf.less_equal(x, y)


# Along axes.


def all(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Tells whether all values are other than 0."""
    return tf.reduce_all(tf.cast(x, tf.bool), axis, keepdims)


def any(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Tells whether a value is other than 0."""
    return tf.reduce_any(tf.cast(x, tf.bool), axis, keepdims)


def argmax(x, axis: int = -1) -> tf.Tensor:
    """Returns where the largest value along an axis is, int64."""
    return tf.argmax(x, axis)


def argmin(x, axis: int = -1) -> tf.Tensor:
    """Returns where the smallest value along an axis is, int64."""
    return tf.argmin(x, axis)


def cumprod(x, axis: int = 0) -> tf.Tensor:
    """Returns the products of all values up to each one."""
    return tf.math.cumprod(x, axis)


def cumsum(x, axis: int = 0) -> tf.Tensor:
    """Returns the sums of all values up to each one."""
    return tf.cumsum(x, axis)


def max(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Returns the largest value."""
    return tf.reduce_max(x, axis, keepdims)


def mean(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Returns the mean; of booleans, the fraction that is true.

    Example:
        >>> keras.backend.mean(tf.constant([True, False])).numpy()
        np.float32(0.5)
    """
    return tf.reduce_mean(_number(x), axis, keepdims)


def min(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Returns the smallest value."""
    return tf.reduce_min(x, axis, keepdims)


def prod(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Returns the product."""
    return tf.reduce_prod(x, axis, keepdims)


def std(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Returns the standard deviation: the square root of `var`."""
    return tf.math.reduce_std(_number(x), axis, keepdims)


def sum(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Returns the sum."""
    return tf.reduce_sum(x, axis, keepdims)


def var(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Returns the variance: the mean square of the distances to the mean."""
    return tf.math.reduce_variance(_number(x), axis, keepdims)


def l2_normalize(x, axis=None) -> tf.Tensor:
    """Returns x divided by its Euclidean norm.

    Example:
        >>> keras.backend.l2_normalize(tf.constant([3.0, 4.0])).numpy()
        array([0.6, 0.8], dtype=float32)
    """
    return tf.linalg.l2_normalize(x, axis)


def in_top_k(predictions, targets, k: int) -> tf.Tensor:
    """Tells whether the right class is among the k that score highest.

    Args:
        predictions: Scores `(batch, classes)`.
        targets: Class numbers `(batch,)`.
        k: How many.
    """
    return tf.math.in_top_k(targets, predictions, k)


def _number(x):
    x = tf.convert_to_tensor(x) if isinstance(x, (list, tuple)) else x
    is_bool = tf.as_dtype(x.dtype).base_dtype == tf.bool
    return tf.cast(x, config.floatx()) if is_bool else x
