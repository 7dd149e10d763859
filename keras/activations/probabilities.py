"""Functions that make scores add up to one."""

from collections.abc import Sequence

import tensorflow as tf

from keras.activations import convert


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
    x = convert.tensor(x)
    rank = x.shape.rank
    if rank is not None and rank < 2:
        raise ValueError(
            "softmax: the input has no batch axis. Expected at least 2 axes, "
            f"(batch, ..., classes). Received: shape={tuple(x.shape)}. Add a "
            "batch axis: `x[None, :]`, or use `tf.nn.softmax`."
        )
    if isinstance(axis, int):
        y = tf.nn.softmax(x, axis=axis)
        return convert.with_logits(y, x, "Softmax", axis)
    powers = tf.exp(x - tf.reduce_max(x, axis=axis, keepdims=True))
    y = powers / tf.reduce_sum(powers, axis=axis, keepdims=True)
    return convert.with_logits(y, x, "Softmax", axis)


def sparsemax(x: tf.Tensor, axis: int = -1) -> tf.Tensor:
    """Turns scores into probabilities, most of them exactly zero.

    y = max(x - tau, 0), tau such that y sums to 1

    That is the point of the probability simplex that is nearest to x.

    Args:
        x: Float tensor `(batch, ..., classes)`.
        axis: The axis that sums to 1. Default: the last.
    Source: Martins and Astudillo 2016, arXiv:1602.02068, algorithm 1.
    Example:
        >>> keras.activations.sparsemax(tf.constant([[3.0, 2.5, 0.0]])).numpy()
        array([[0.75, 0.25, 0.  ]], dtype=float32)
    """
    x = convert.tensor(x)
    # Sums of 16 bits lose the small terms.
    scores = tf.cast(x, tf.float32) if x.dtype.size < 4 else x
    falling = tf.sort(scores, axis=axis, direction="DESCENDING")
    sums = tf.cumsum(falling, axis=axis)
    counts = tf.cumsum(tf.ones_like(falling), axis=axis)
    supports = counts * falling > sums - 1
    size = tf.reduce_sum(tf.cast(supports, sums.dtype), axis, keepdims=True)
    total = tf.reduce_sum(
        tf.where(supports, falling, tf.zeros_like(falling)), axis, keepdims=True
    )
    tau = (total - 1) / size
    return tf.cast(tf.nn.relu(scores - tau), x.dtype)
