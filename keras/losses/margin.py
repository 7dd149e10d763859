"""Losses of classifiers that keep a margin."""

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape, loss, ragged


@ragged.mean_by_rows
def hinge(y_true: kinds.Tensors, y_pred: kinds.Tensors) -> tf.Tensor:
    """Mean over the last axis of what is missing to a margin of 1.

    loss = mean(max(1 - y_true y_pred, 0))

    Args:
        y_true: Labels -1 and 1, `(batch, ..., d)`. Where all of them are 0 and
            1, the zeros count as -1.
        y_pred: Scores of the same shape.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> keras.losses.hinge([[-1.0, 1.0]], [[-2.0, 0.5]]).numpy()
        array([0.25], dtype=float32)
    """
    return tf.reduce_mean(_missing("hinge", y_true, y_pred), axis=-1)


@ragged.mean_by_rows
def squared_hinge(y_true: kinds.Tensors, y_pred: kinds.Tensors) -> tf.Tensor:
    """Mean over the last axis of the squares of what misses a margin of 1.

    loss = mean(max(1 - y_true y_pred, 0)^2)

    Args:
        y_true: Labels -1 and 1, `(batch, ..., d)`. Where all of them are 0 and
            1, the zeros count as -1.
        y_pred: Scores of the same shape.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> keras.losses.squared_hinge([[-1.0, 1.0]], [[-2.0, 0.0]]).numpy()
        array([0.5], dtype=float32)
    """
    missing = _missing("squared_hinge", y_true, y_pred)
    return tf.reduce_mean(tf.square(missing), axis=-1)


@ragged.by_rows
def categorical_hinge(
    y_true: kinds.Tensors, y_pred: kinds.Tensors
) -> tf.Tensor:
    """How much the true class's score misses a margin of 1 to the best other.

    loss = max(1 + max((1 - y_true) y_pred) - sum(y_true y_pred), 0)

    Args:
        y_true: One-hot labels `(batch, ..., classes)`.
        y_pred: Scores of the same shape.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> loss = keras.losses.categorical_hinge
        >>> loss([[1.0, 0.0]], [[2.0, 1.5]]).numpy()
        array([0.5], dtype=float32)
    """
    y_true, y_pred = label_shape.numbers("categorical_hinge", y_true, y_pred)
    right = tf.reduce_sum(y_true * y_pred, axis=-1)
    wrong = tf.reduce_max((1 - y_true) * y_pred, axis=-1)
    return tf.nn.relu(1 + wrong - right)


def _missing(where: str, y_true, y_pred) -> tf.Tensor:
    y_true, y_pred = label_shape.numbers(where, y_true, y_pred)
    are_bits = tf.reduce_all((y_true == 0) | (y_true == 1))
    signs = tf.where(are_bits, 2 * y_true - 1, y_true)
    return tf.nn.relu(1 - signs * y_pred)


class Hinge(loss._NamedLoss):
    """The loss of a support vector machine.

    loss = mean(max(1 - y_true y_pred, 0))

    Args:
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> float(keras.losses.Hinge()([[1.0]], [[0.5]]))
        0.5
    """

    def __init__(
        self,
        reduction: str = "auto",
        name: str = "hinge",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(hinge, reduction, name, dtype=dtype)


class SquaredHinge(loss._NamedLoss):
    """The loss of a support vector machine, smooth at the margin.

    loss = mean(max(1 - y_true y_pred, 0)^2)

    Args:
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> float(keras.losses.SquaredHinge()([[1.0]], [[0.5]]))
        0.25
    """

    def __init__(
        self,
        reduction: str = "auto",
        name: str = "squared_hinge",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(squared_hinge, reduction, name, dtype=dtype)


class CategoricalHinge(loss._NamedLoss):
    """The loss of a support vector machine for many classes.

    loss = max(1 + max((1 - y_true) y_pred) - sum(y_true y_pred), 0)

    Args:
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> float(keras.losses.CategoricalHinge()([[1.0, 0.0]], [[2.0, 1.5]]))
        0.5
    """

    def __init__(
        self,
        reduction: str = "auto",
        name: str = "categorical_hinge",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(categorical_hinge, reduction, name, dtype=dtype)
