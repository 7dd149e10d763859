"""Element-wise functions that layers apply to their outputs."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from keras.saving.config import namespace

# Klambauer et al. 2017, arXiv:1706.02515, appendix 2: the fixed point of mean 0
# and variance 1.
_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


def elu(x: tf.Tensor, alpha: float = 1.0) -> tf.Tensor:
    """Exponential below zero, the identity above.

    y = x if x > 0, else alpha * (exp(x) - 1)

    Args:
        x: Float tensor.
        alpha: Where y levels off below zero, at -alpha. Default 1.
    Source: Clevert et al. 2016, arXiv:1511.07289.
    Example:
        >>> keras.activations.elu(tf.constant([0.0, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """
    y = tf.nn.elu(x)
    return y if alpha == 1 else tf.where(x > 0, y, alpha * y)


def exponential(x: tf.Tensor) -> tf.Tensor:
    """y = exp(x).

    Example:
        >>> keras.activations.exponential(tf.constant([0.0])).numpy()
        array([1.], dtype=float32)
    """
    return tf.exp(x)


def gelu(x: tf.Tensor, approximate: bool = False) -> tf.Tensor:
    """Weighs x by the chance that a standard normal draw lies below it.

    y = x * Phi(x)

    Args:
        x: Float tensor.
        approximate: True takes the tanh approximation of Phi. Default False.
    Source: Hendrycks and Gimpel 2016, arXiv:1606.08415.
    Example:
        >>> keras.activations.gelu(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.nn.gelu(x, approximate)


def hard_sigmoid(x: tf.Tensor) -> tf.Tensor:
    """Three straight lines in place of the sigmoid; cheap to compute.

    y = min(max(0.2 * x + 0.5, 0), 1)

    Example:
        >>> keras.activations.hard_sigmoid(tf.constant([0.0])).numpy()
        array([0.5], dtype=float32)
    """
    return tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0)


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


def linear(x: tf.Tensor) -> tf.Tensor:
    """y = x.

    Example:
        >>> keras.activations.linear(3.0)
        3.0
    """
    return x


def log_softmax(x: tf.Tensor, axis: int = -1) -> tf.Tensor:
    """Logarithms of the softmax, with no overflow on the way.

    y = x - log(sum(exp(x)))

    Args:
        x: Float tensor.
        axis: The axis of the classes. Default: the last.
    Example:
        >>> keras.activations.log_softmax(tf.constant([[5.0]])).numpy()
        array([[0.]], dtype=float32)
    """
    return tf.nn.log_softmax(x, axis=axis)


def mish(x: tf.Tensor) -> tf.Tensor:
    """y = x * tanh(log(1 + exp(x))): smooth, and a little below zero at first.

    Source: Misra 2020, arXiv:1908.08681.
    Example:
        >>> keras.activations.mish(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return x * tf.tanh(tf.nn.softplus(x))


def relu(
    x: tf.Tensor,
    alpha: float = 0.0,
    max_value: float | None = None,
    threshold: float = 0.0,
) -> tf.Tensor:
    """Cuts off what lies below zero.

    y = max_value if x >= max_value, x if x > threshold,
    else alpha * (x - threshold)

    Args:
        x: Float tensor.
        alpha: Slope below the threshold. Default 0.
        max_value: Largest y, None for no limit. Default None.
        threshold: Where the unit switches on. Default 0.
    Example:
        >>> keras.activations.relu(tf.constant([-1.0, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """
    if threshold == 0 and alpha == 0:
        y = tf.nn.relu(x)
    elif threshold == 0:
        y = tf.nn.leaky_relu(x, alpha=alpha)
    else:
        y = tf.where(x > threshold, x, alpha * (x - threshold))
    return y if max_value is None else tf.minimum(y, max_value)


def relu6(x: tf.Tensor) -> tf.Tensor:
    """y = min(max(x, 0), 6).

    Example:
        >>> keras.activations.relu6(tf.constant([9.0])).numpy()
        array([6.], dtype=float32)
    """
    return tf.nn.relu6(x)


def selu(x: tf.Tensor) -> tf.Tensor:
    """A scaled ELU that pulls layers toward mean 0 and variance 1.

    y = 1.0507 * elu(x, alpha=1.6733)

    Use it with the `lecun_normal` initializer.

    Source: Klambauer et al. 2017, arXiv:1706.02515.
    Example:
        >>> keras.activations.selu(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.nn.selu(x)


def sigmoid(x: tf.Tensor) -> tf.Tensor:
    """Squeezes each number into (0, 1).

    y = 1 / (1 + exp(-x))

    The result remembers x, so that a cross-entropy computes from x itself and
    loses nothing where y rounds to 0 or 1.

    Example:
        >>> keras.activations.sigmoid(tf.constant([0.0])).numpy()
        array([0.5], dtype=float32)
    """
    x = _tensor(x)
    return _with_logits(tf.sigmoid(x), x)


def softmax(x: tf.Tensor, axis: int | Sequence[int] = -1) -> tf.Tensor:
    """Turns scores into probabilities that sum to 1.

    y = exp(x) / sum(exp(x))

    The result remembers x, so that a cross-entropy computes from x itself.

    Args:
        x: Float tensor `(batch, ..., classes)`.
        axis: The axis, or axes, that sum to 1. Default: the last.
    Raises:
        ValueError: If x has fewer than 2 axes.
    Example:
        >>> keras.activations.softmax(tf.constant([[1.0, 1.0]])).numpy()
        array([[0.5, 0.5]], dtype=float32)
    """
    x = _tensor(x)
    rank = x.shape.rank
    if rank is not None and rank < 2:
        raise ValueError(
            "softmax: the input has no batch axis. Expected at least 2 axes, "
            f"(batch, ..., classes). Received: shape={tuple(x.shape)}. Add a "
            "batch axis: `x[None, :]`, or use `tf.nn.softmax`."
        )
    if isinstance(axis, int):
        return _with_logits(tf.nn.softmax(x, axis=axis), x)
    powers = tf.exp(x - tf.reduce_max(x, axis=axis, keepdims=True))
    y = powers / tf.reduce_sum(powers, axis=axis, keepdims=True)
    return _with_logits(y, x)


def softplus(x: tf.Tensor) -> tf.Tensor:
    """y = log(1 + exp(x)): a smooth relu.

    Example:
        >>> keras.activations.softplus(tf.constant([100.0])).numpy()
        array([100.], dtype=float32)
    """
    return tf.nn.softplus(x)


def softsign(x: tf.Tensor) -> tf.Tensor:
    """y = x / (1 + |x|).

    Example:
        >>> keras.activations.softsign(tf.constant([1.0])).numpy()
        array([0.5], dtype=float32)
    """
    return tf.nn.softsign(x)


def swish(x: tf.Tensor) -> tf.Tensor:
    """y = x * sigmoid(x), also called SiLU.

    Source: Ramachandran et al. 2017, arXiv:1710.05941.
    Example:
        >>> keras.activations.swish(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.nn.silu(x)


def tanh(x: tf.Tensor) -> tf.Tensor:
    """Squeezes each number into (-1, 1).

    Example:
        >>> keras.activations.tanh(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.tanh(x)


silu = swish


def _tensor(x):
    """Returns arrays and lists as tensors; symbolic tensors as they are."""
    if isinstance(x, (np.ndarray, list, tuple, float)):
        return tf.convert_to_tensor(x)
    return x


def _with_logits(y, x):
    # The attribute is Keras 2's: other packages' losses look for it too.
    y._keras_logits = x
    return y


_NAMES = namespace.Namespace(
    "activation",
    "keras.activations",
    {
        function.__name__: function
        for function in (
            elu,
            exponential,
            gelu,
            hard_sigmoid,
            leaky_relu,
            linear,
            log_softmax,
            mish,
            relu,
            relu6,
            selu,
            sigmoid,
            softmax,
            softplus,
            softsign,
            swish,
            tanh,
        )
    }
    | {"silu": swish},
    default=linear,
)

get = _NAMES.get
serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
