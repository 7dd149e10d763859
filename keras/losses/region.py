"""How little predicted regions overlap with those of the labels."""

from collections.abc import Sequence

import tensorflow as tf

from keras.backend import config
from keras.engine import kinds
from keras.losses import label_shape, loss


def dice(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    axis: int | Sequence[int] | None = None,
) -> tf.Tensor:
    """1 minus the Dice coefficient of two regions.

    loss = 1 - 2 sum(y_true y_pred) / (sum(y_true) + sum(y_pred) + epsilon)

    epsilon is `keras.backend.epsilon()`, 1e-7.

    Args:
        y_true: Labels in [0, 1].
        y_pred: Probabilities of the same shape.
        axis: Axes of a region. Default None: all, for one loss.
    Returns:
        Losses in [0, 1], without these axes.
    Raises:
        ValueError: If the shapes differ.
    Source: Milletari et al. 2016, arXiv:1606.04797; squares left out.
    Example:
        >>> round(float(keras.losses.dice([1.0, 0.0], [1.0, 1.0])), 4)
        0.3333
    """
    y_true, y_pred = _regions("dice", y_true, y_pred, axis)
    both = tf.reduce_sum(y_true * y_pred, axis)
    whole = tf.reduce_sum(y_true, axis) + tf.reduce_sum(y_pred, axis)
    return 1 - 2 * both / (whole + config.epsilon())


def tversky(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    alpha: float = 0.5,
    beta: float = 0.5,
    axis: int | Sequence[int] | None = None,
) -> tf.Tensor:
    """1 minus the Tversky index of two regions.

    loss = 1 - tp / (tp + alpha fn + beta fp + epsilon)

    where tp = sum(y_true y_pred), fn = sum(y_true (1 - y_pred)), and
    fp = sum((1 - y_true) y_pred).

    Args:
        y_true: Labels in [0, 1].
        y_pred: Probabilities of the same shape.
        alpha: Weight of what is missed, as in Keras 3. Default 0.5.
        beta: Weight of what is too much. Default 0.5, which with alpha's is
            Dice.
        axis: Axes of a region. Default None: all, for one loss.
    Returns:
        Losses in [0, 1], without these axes.
    Raises:
        ValueError: If the shapes differ.
    Source: Salehi et al. 2017, arXiv:1706.05721, equation 3, whose alpha
        weighs what is too much.
    Example:
        >>> loss = keras.losses.tversky([1.0, 0.0], [1.0, 1.0], beta=1.0)
        >>> round(float(loss), 4)
        0.5
    """
    y_true, y_pred = _regions("tversky", y_true, y_pred, axis)
    both = tf.reduce_sum(y_true * y_pred, axis)
    missed = tf.reduce_sum(y_true * (1 - y_pred), axis)
    too_much = tf.reduce_sum((1 - y_true) * y_pred, axis)
    whole = both + alpha * missed + beta * too_much
    return 1 - both / (whole + config.epsilon())


def _regions(where: str, y_true, y_pred, axis) -> tuple[tf.Tensor, tf.Tensor]:
    y_pred = label_shape.scores(y_pred)
    y_true = label_shape.labels(y_true, y_pred.dtype)
    label_shape.check_same(where, y_true, y_pred)
    label_shape.check_axis(where, axis, y_pred.shape.rank)
    return y_true, y_pred


class Dice(loss._NamedLoss):
    """The loss of segmentation that small regions count in as large ones do.

    loss = 1 - 2 sum(y_true y_pred) / (sum(y_true) + sum(y_pred) + epsilon)

    Args:
        reduction: As in `Loss`. Default 'sum_over_batch_size'.
        name: Name in logs. Default 'dice'.
        axis: Axes of a region, such as (1, 2, 3) for one an image. Default
            None: all.
        dtype: As in `Loss`. Default None.
    Source: Milletari et al. 2016, arXiv:1606.04797.
    Example:
        >>> loss = keras.losses.Dice(axis=1)
        >>> round(float(loss([[1.0, 0.0]], [[1.0, 1.0]])), 4)
        0.3333
    """

    def __init__(
        self,
        reduction: str = "sum_over_batch_size",
        name: str = "dice",
        axis: int | Sequence[int] | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(dice, reduction, name, axis=axis, dtype=dtype)
        self.axis = axis


class Tversky(loss._NamedLoss):
    """The Dice loss with weights for what is missed and what is too much.

    loss = 1 - tp / (tp + alpha fn + beta fp + epsilon)

    Args:
        alpha: Weight of what is missed. Default 0.5.
        beta: Weight of what is too much. Default 0.5.
        reduction: As in `Loss`. Default 'sum_over_batch_size'.
        name: Name in logs. Default 'tversky'.
        axis: Axes of a region. Default None: all.
        dtype: As in `Loss`. Default None.
    Raises:
        ValueError: If a weight is negative.
    Source: Salehi et al. 2017, arXiv:1706.05721, equation 3.
    Example:
        >>> loss = keras.losses.Tversky(beta=1.0)
        >>> round(float(loss([[1.0, 0.0]], [[1.0, 1.0]])), 4)
        0.5
    """

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str = "sum_over_batch_size",
        name: str = "tversky",
        axis: int | Sequence[int] | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        if alpha < 0 or beta < 0:
            raise ValueError(
                "Tversky: a weight is negative. Expected alpha and beta of 0 "
                f"or more. Received: alpha={alpha}, beta={beta}."
            )
        super().__init__(
            tversky,
            reduction,
            name,
            alpha=alpha,
            beta=beta,
            axis=axis,
            dtype=dtype,
        )
        self.alpha = alpha
        self.beta = beta
        self.axis = axis
