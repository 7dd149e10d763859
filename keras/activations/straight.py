"""Functions made of straight lines."""

import numbers

import numpy as np
import tensorflow as tf

from keras.activations import convert


def hard_shrink(x: tf.Tensor, threshold: float = 0.5) -> tf.Tensor:
    """Sets small numbers to zero.

    y = x if |x| > threshold, else 0

    Args:
        x: Float tensor.
        threshold: 0 or more. Default 0.5.
    Example:
        >>> keras.activations.hard_shrink(tf.constant([-0.4, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """
    x = convert.tensor(x)
    return tf.where(tf.abs(x) > threshold, x, tf.zeros_like(x))


def hard_sigmoid(x: tf.Tensor) -> tf.Tensor:
    """Three straight lines in place of the sigmoid; cheap to compute.

    y = min(max(0.2 * x + 0.5, 0), 1)

    Keras 3 has other lines under this name: `relu6_sigmoid`, which its files
    get here.

    Example:
        >>> keras.activations.hard_sigmoid(tf.constant([0.0])).numpy()
        array([0.5], dtype=float32)
    """
    # tf2onnx knows it by this order.
    return tf.clip_by_value(x * 0.2 + 0.5, 0.0, 1.0)


def hard_tanh(x: tf.Tensor) -> tf.Tensor:
    """Three straight lines in place of the tanh; cheap to compute.

    y = min(max(x, -1), 1)

    Example:
        >>> keras.activations.hard_tanh(tf.constant([-3.0, 0.5])).numpy()
        array([-1. ,  0.5], dtype=float32)
    """
    return tf.clip_by_value(convert.tensor(x), -1, 1)


def leaky_relu(x: tf.Tensor, negative_slope: float = 0.2) -> tf.Tensor:
    """A small slope below zero, the identity above.

    y = x if x > 0, else negative_slope * x

    Args:
        x: Float tensor.
        negative_slope: Slope below zero, in [0, 1). Default 0.2.
    Source: Maas et al. 2013, section 2.
    Example:
        >>> keras.activations.leaky_relu(tf.constant([-1.0])).numpy()
        array([-0.2], dtype=float32)
    """
    return tf.nn.leaky_relu(x, alpha=negative_slope)


def relu(
    x: tf.Tensor,
    alpha: float = 0.0,
    max_value: float | None = None,
    threshold: float = 0.0,
    negative_slope: float | None = None,
) -> tf.Tensor:
    """Cuts off what lies below zero.

    y = max_value if x >= max_value, x if x > threshold,
    else alpha * (x - threshold)

    Args:
        x: Tensor. Beside whole numbers a threshold or a largest y has no
            fraction, and nor has a slope with one of these.
        alpha: Slope below the threshold. Default 0.
        max_value: Largest y, None for no limit. Default None.
        threshold: Where the unit switches on. Default 0.
        negative_slope: Keras 3's name of `alpha`.
    Example:
        >>> keras.activations.relu(tf.constant([-1.0, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """
    if negative_slope is not None:
        alpha = negative_slope
    is_number = isinstance(alpha, numbers.Real)
    if is_number and (threshold, max_value) == (0, None):
        return tf.nn.leaky_relu(x, alpha=alpha) if alpha else tf.nn.relu(x)
    x = convert.tensor(x)
    has_slope = tf.is_tensor(alpha) or bool(np.any(alpha))
    alpha, max_value, threshold = _of_type(x, alpha, max_value, threshold)
    y = _above(x, max_value, threshold)
    return y - alpha * tf.nn.relu(threshold - x) if has_slope else y


def _above(x, max_value: float | None, threshold: float):
    """Returns what is above a threshold; its slopes at the ends are Keras 2's.

    They are 0 and 1, and 0 and 0 for a `max_value` of 6.
    """
    if threshold:
        # What is no number stays so.
        y = tf.where(x <= threshold, tf.zeros_like(x), x)
    else:
        y = tf.nn.relu6(x) if max_value == 6 else tf.nn.relu(x)
    return y if max_value is None else tf.minimum(y, max(max_value, 0))


def _of_type(x, *values: float | None) -> tuple:
    """Cuts fractions off beside whole numbers, as Keras 2 does."""
    if not x.dtype.is_integer:
        return values
    return tuple(
        int(value) if isinstance(value, float) else value for value in values
    )


def relu6(x: tf.Tensor) -> tf.Tensor:
    """y = min(max(x, 0), 6).

    Example:
        >>> keras.activations.relu6(tf.constant([9.0])).numpy()
        array([6.], dtype=float32)
    """
    return tf.nn.relu6(x)


def relu6_sigmoid(x: tf.Tensor) -> tf.Tensor:
    """Three straight lines in place of the sigmoid, as of mobile networks.

    y = min(max(x + 3, 0), 6) / 6

    Keras 3 calls it `hard_sigmoid`.

    Args:
        x: Float tensor.
    Source: Howard et al. 2019, arXiv:1905.02244, section 5.2.
    Example:
        >>> keras.activations.relu6_sigmoid(tf.constant([-3.0, 1.5])).numpy()
        array([0.  , 0.75], dtype=float32)
    """
    return relu6(convert.tensor(x) + 3) / 6


def soft_shrink(x: tf.Tensor, threshold: float = 0.5) -> tf.Tensor:
    """Pulls numbers toward zero, and small ones onto it.

    y = x - min(max(x, -threshold), threshold)

    Args:
        x: Float tensor.
        threshold: How far, 0 or more. Default 0.5.
    Example:
        >>> keras.activations.soft_shrink(tf.constant([-0.4, 2.0])).numpy()
        array([0. , 1.5], dtype=float32)
    """
    x = convert.tensor(x)
    return x - tf.clip_by_value(x, -threshold, threshold)


def sparse_sigmoid(x: tf.Tensor) -> tf.Tensor:
    """Three straight lines from 0 at -1 to 1 at 1.

    y = min(max((x + 1) / 2, 0), 1)

    Source: Blondel et al. 2019, arXiv:1901.02324.
    Example:
        >>> keras.activations.sparse_sigmoid(tf.constant([-2.0, 0.0])).numpy()
        array([0. , 0.5], dtype=float32)
    """
    return tf.clip_by_value((convert.tensor(x) + 1) / 2, 0, 1)


def threshold(
    x: tf.Tensor, threshold: float, default_value: float
) -> tf.Tensor:
    """Passes on what lies above a threshold.

    y = x if x > threshold, else default_value

    Args:
        x: Tensor.
        threshold: Where the unit switches on.
        default_value: What comes out below.
    Example:
        >>> x = tf.constant([1.0, 3.0])
        >>> keras.activations.threshold(x, 2.0, 0.0).numpy()
        array([0., 3.], dtype=float32)
    """
    x = convert.tensor(x)
    return tf.where(x > threshold, x, tf.cast(default_value, x.dtype))
