"""Squared error near zero, absolute error far off."""

import numbers

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape, loss, ragged


@ragged.mean_by_rows
def huber(
    y_true: kinds.Tensors, y_pred: kinds.Tensors, delta: float = 1.0
) -> tf.Tensor:
    """Mean over the last axis of Huber's function of the differences x.

    loss = mean(x^2 / 2 where |x| <= delta, else delta |x| - delta^2 / 2)

    Args:
        y_true: Labels `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
        delta: Where the square becomes a line; above 0. Default 1.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit, or `delta` isn't above 0.
    Source: Huber 1964, Annals of Mathematical Statistics 35.
    Example:
        >>> keras.losses.huber([[0.0, 0.0]], [[1.0, 3.0]]).numpy()
        array([1.5], dtype=float32)
    """
    _check(delta)
    y_true, y_pred = label_shape.numbers("huber", y_true, y_pred)
    delta = tf.cast(delta, y_pred.dtype)
    x = tf.abs(y_pred - y_true)
    near = tf.minimum(x, delta)
    return tf.reduce_mean(near * near / 2 + delta * (x - near), axis=-1)


class Huber(loss._NamedLoss):
    """The loss of regression with some outliers.

    loss = mean(x^2 / 2 where |x| <= delta, else delta |x| - delta^2 / 2)

    Args:
        delta: Where the square becomes a line; above 0. Default 1.
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Raises:
        ValueError: If `delta` isn't above 0.
    Source: Huber 1964, Annals of Mathematical Statistics 35.
    Example:
        >>> float(keras.losses.Huber()([[0.0]], [[3.0]]))
        2.5
    """

    def __init__(
        self,
        delta: float = 1.0,
        reduction: str = "auto",
        name: str = "huber_loss",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        _check(delta)
        super().__init__(huber, reduction, name, delta=delta, dtype=dtype)
        self.delta = delta


def _check(delta) -> None:
    if isinstance(delta, numbers.Real) and not delta > 0:
        raise ValueError(
            "Huber: the square would never become a line, or rise on one side "
            f"only. Expected a number above 0. Received: delta={delta}."
        )
