"""`keras.backend`'s functions of neurons, and losses by element or row."""

from typing import Any

import tensorflow as tf

from keras.activations import straight
from keras.backend import one_call, tensor_type
from keras.engine import kinds
from keras.losses import (
    binary,
    categorical,
    focal,
    label_shape,
    sparse_categorical,
)

_HALVES = (tf.float16, tf.bfloat16)


def relu(
    x: kinds.Tensors,
    alpha: kinds.Tensors = 0.0,
    max_value: kinds.Tensors = None,
    threshold: kinds.Tensors = 0.0,
) -> tf.Tensor:
    """Returns x above a threshold, and a part of it below.

    f(x) = max_value for x >= max_value, x for threshold < x < max_value, and
    alpha * (x - threshold) below.

    Args:
        x: A tensor, array or list.
        alpha: Slope below the threshold. Default 0.
        max_value: Largest value, 0 or more. Default: none.
        threshold: Default 0.
    Example:
        >>> keras.backend.relu(tf.constant([-2.0, 1.0])).numpy()
        array([0., 1.], dtype=float32)
    """
    x = tensor_type.tensor(x)
    return straight.relu(x, alpha, max_value, threshold)


def elu(x: kinds.Tensors, alpha: kinds.Tensors = 1.0) -> tf.Tensor:
    """Returns x above 0, and alpha * (exp(x) - 1) below.

    Example:
        >>> keras.backend.elu(tf.constant([-2.0, 1.0])).numpy()
        array([-0.86466473,  1.        ], dtype=float32)
    """
    found = tf.nn.elu(x)
    is_one = isinstance(alpha, (int, float)) and alpha == 1
    return found if is_one else tf.where(x > 0, found, alpha * found)


def hard_sigmoid(x: kinds.Tensors) -> tf.Tensor:
    """Returns 0.2 * x + 0.5, not below 0 or above 1.

    Example:
        >>> keras.backend.hard_sigmoid(tf.constant([0.0])).numpy()
        array([0.5], dtype=float32)
    """
    return straight.hard_sigmoid(tensor_type.tensor(x))


def sigmoid(x: kinds.Tensors) -> tf.Tensor:
    """Returns 1 / (1 + exp(-x)).

    Example:
        >>> keras.backend.sigmoid(tf.constant([0.0])).numpy()
        array([0.5], dtype=float32)
    """
    return tf.sigmoid(x)


def softmax(x: kinds.Tensors, axis: int = -1) -> tf.Tensor:
    """Returns exp(x), divided by its sum along an axis.

    Example:
        >>> keras.backend.softmax(tf.constant([1.0, 1.0])).numpy()
        array([0.5, 0.5], dtype=float32)
    """
    return tf.nn.softmax(x, axis)


def softplus(x: kinds.Tensors) -> tf.Tensor:
    """Returns log(exp(x) + 1).

    Example:
        >>> keras.backend.softplus(tf.constant([0.0])).numpy()
        array([0.6931472], dtype=float32)
    """
    return tf.math.softplus(x)


def softsign(x: kinds.Tensors) -> tf.Tensor:
    """Returns x / (|x| + 1).

    Example:
        >>> keras.backend.softsign(tf.constant([-2.0, 1.0])).numpy()
        array([-0.6666667,  0.5      ], dtype=float32)
    """
    return tf.math.softsign(x)


def tanh(x: kinds.Tensors) -> tf.Tensor:
    """Returns the hyperbolic tangent.

    Example:
        >>> keras.backend.tanh(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.tanh(x)


def dropout(
    x: kinds.Tensors,
    level: kinds.Tensors,
    noise_shape: kinds.Shapes = None,
    seed: kinds.Seed = None,
) -> tf.Tensor:
    """Sets a part of the values to 0, and makes the others larger.

    Args:
        x: A tensor.
        level: Fraction that is dropped, in [0, 1).
        noise_shape: Shape of the draws; along axes of size 1 values are
            dropped together. Default: that of x.
        seed: A whole number.
    Example:
        >>> keras.backend.dropout(tf.ones((2, 3)), 0.5).shape
        TensorShape([2, 3])
    """
    return tf.nn.dropout(x, level, noise_shape, seed)


def batch_normalization(
    x: kinds.Tensors,
    mean: kinds.Tensors,
    var: kinds.Tensors,
    beta: kinds.Tensors,
    gamma: kinds.Tensors,
    axis: int = -1,
    epsilon: float = 1e-3,
) -> tf.Tensor:
    """Returns gamma * (x - mean) / sqrt(var + epsilon) + beta.

    Args:
        x: A tensor.
        mean, var: Statistics of each feature, or in a shape that fits x.
        beta, gamma: Offset and scale likewise; None for 0 and 1.
        axis: The axis of the features.
        epsilon: Added to the variance.
    Example:
        >>> x = tf.constant([[3.0]])
        >>> normalize = keras.backend.batch_normalization
        >>> normalize(x, 1.0, 4.0, 0.5, 1.0, epsilon=0.0).numpy()
        array([[1.5]], dtype=float32)
    """

    def fitted(part):
        is_row = len(getattr(part, "shape", ())) == 1
        if not is_row or axis in (-1, len(x.shape) - 1):
            return part
        sizes = [1] * len(x.shape)
        sizes[axis] = -1
        return tf.reshape(part, sizes)

    parts = [fitted(part) for part in (mean, var, beta, gamma)]
    return tf.nn.batch_normalization(x, *parts, epsilon)


def normalize_batch_in_training(
    x: kinds.Tensors,
    gamma: kinds.Tensors,
    beta: kinds.Tensors,
    reduction_axes: Any,
    epsilon: float = 1e-3,
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Normalizes by the batch's own statistics.

    Args:
        x: A tensor.
        gamma, beta: Scale and offset of each feature; None for 1 and 0.
        reduction_axes: The axes over which statistics are taken.
        epsilon: Added to the variance.
    Returns:
        `(normalized, mean, variance)`.
    Example:
        >>> x = tf.constant([[1.0], [3.0]])
        >>> normalize = keras.backend.normalize_batch_in_training
        >>> _, mean, var = normalize(x, None, None, [0])
        >>> mean.numpy(), var.numpy()
        (array([2.], dtype=float32), array([1.], dtype=float32))
    """
    x = tensor_type.tensor(x)
    ndim = len(x.shape)
    axes = sorted(axis % ndim for axis in reduction_axes)
    mean, var = tf.nn.moments(x, axes, keepdims=True)
    # Those of features along the last axis fit as they are.
    sizes = None if axes == list(range(ndim - 1)) else tf.shape(mean)
    parts = [
        part if part is None or sizes is None else tf.reshape(part, sizes)
        for part in (beta, gamma)
    ]
    normalized = tf.nn.batch_normalization(x, mean, var, *parts, epsilon)
    return normalized, tf.squeeze(mean, axes), tf.squeeze(var, axes)


# Losses, by the formulas of `keras.losses`, without their means.


def _of_type(output, losses: tf.Tensor) -> tf.Tensor:
    """Returns losses, which halves can't hold on the way, in their type."""
    dtype = getattr(output, "dtype", losses.dtype)
    return tf.cast(losses, dtype) if dtype in _HALVES else losses


@one_call.recorded
def categorical_crossentropy(
    target: kinds.Tensors,
    output: kinds.Tensors,
    from_logits: bool = False,
    axis: int = -1,
) -> tf.Tensor:
    """Returns -sum(target * log(output)) along an axis.

    Args:
        target: Probabilities, or one-hot.
        output: Probabilities, which are divided by their sum; or logits. Those
            of a softmax are computed from its logits, as in `keras.losses`.
        from_logits: True for logits.
        axis: The axis of the classes.
    Raises:
        ValueError: If the shapes differ.
    Example:
        >>> y, p = tf.constant([[0.0, 1.0]]), tf.constant([[0.5, 0.5]])
        >>> keras.backend.categorical_crossentropy(y, p).numpy()
        array([0.6931472], dtype=float32)
    """
    losses = categorical.categorical_crossentropy(
        target, output, from_logits, axis=axis
    )
    return _of_type(output, losses)


@one_call.recorded
def sparse_categorical_crossentropy(
    target: kinds.Tensors,
    output: kinds.Tensors,
    from_logits: bool = False,
    axis: int = -1,
    ignore_class: int | None = None,
) -> tf.Tensor:
    """Returns -log(output[target]).

    Args:
        target: Class numbers.
        output: Probabilities, or logits, with an axis of classes. Those of a
            softmax are computed from its logits, as in `keras.losses`.
        from_logits: True for logits.
        axis: The axis of the classes.
        ignore_class: A class that costs nothing. Default: none.
    Raises:
        ValueError: If the shapes don't fit, or, in a call by itself, a label is
            no class.
    Example:
        >>> y, p = tf.constant([1]), tf.constant([[0.5, 0.5]])
        >>> keras.backend.sparse_categorical_crossentropy(y, p).numpy()
        array([0.6931472], dtype=float32)
    """
    losses = sparse_categorical.sparse_categorical_crossentropy(
        target, output, from_logits, axis, ignore_class
    )
    return _of_type(output, losses)


@one_call.recorded
def binary_crossentropy(
    target: kinds.Tensors, output: kinds.Tensors, from_logits: bool = False
) -> tf.Tensor:
    """Returns -target * log(output) - (1 - target) * log(1 - output), each.

    Args:
        target: 0 or 1, or probabilities.
        output: Probabilities, or logits. Those of a sigmoid are computed from
            its logits, as in `keras.losses`.
        from_logits: True for logits.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> y, p = tf.constant([1.0]), tf.constant([0.5])
        >>> keras.backend.binary_crossentropy(y, p).numpy()
        array([0.69314694], dtype=float32)
    """
    target, scores = _labels("binary_crossentropy", target, output)
    return _of_type(output, binary.elementwise(target, scores, from_logits))


def _labels(where: str, target, output) -> tuple[tf.Tensor, tf.Tensor]:
    scores = label_shape.scores(output)
    target = label_shape.labels(target, scores.dtype)
    label_shape.check_broadcast(where, target, scores)
    return target, scores


@one_call.recorded
def binary_focal_crossentropy(
    target: kinds.Tensors,
    output: kinds.Tensors,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
) -> tf.Tensor:
    """Returns `binary_crossentropy`, with less of what is easily told.

    (1 - p)^gamma * crossentropy, where p is the probability of the right
    class (Lin et al. 2018, arXiv:1708.02002).

    Args:
        target: 0 or 1.
        output: Probabilities, or logits.
        apply_class_balancing: True weights class 1 by `alpha`, class 0 by
            `1 - alpha`.
        alpha: Weight of class 1, in [0, 1].
        gamma: Strength, 0 or more.
        from_logits: True for logits.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> y, p = tf.constant([1.0]), tf.constant([0.5])
        >>> keras.backend.binary_focal_crossentropy(y, p).numpy()
        array([0.17328674], dtype=float32)
    """
    target, scores = _labels("binary_focal_crossentropy", target, output)
    losses = focal.elementwise(
        target, scores, apply_class_balancing, alpha, gamma, from_logits
    )
    return _of_type(output, losses)


@one_call.recorded
def categorical_focal_crossentropy(
    target: kinds.Tensors,
    output: kinds.Tensors,
    alpha: kinds.Tensors = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    axis: int = -1,
) -> tf.Tensor:
    """Returns -sum(alpha * (1 - output)^gamma * target * log(output)).

    Args:
        target: One-hot.
        output: Probabilities, which are divided by their sum; or logits.
        alpha: Weight, or one for each class.
        gamma: Strength, 0 or more (Lin et al. 2018, arXiv:1708.02002).
        from_logits: True for logits.
        axis: The axis of the classes.
    Raises:
        ValueError: If the shapes differ.
    Example:
        >>> y, p = tf.constant([[0.0, 1.0]]), tf.constant([[0.5, 0.5]])
        >>> keras.backend.categorical_focal_crossentropy(y, p).numpy()
        array([0.04332169], dtype=float32)
    """
    losses = focal.categorical_focal_crossentropy(
        target, output, alpha, gamma, from_logits, axis=axis
    )
    return _of_type(output, losses)
