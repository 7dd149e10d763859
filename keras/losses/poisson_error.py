"""The loss of counts."""

import tensorflow as tf

from keras.backend import config
from keras.engine import kinds
from keras.losses import label_shape, loss, ragged


@ragged.mean_by_rows
def poisson(y_true: kinds.Tensors, y_pred: kinds.Tensors) -> tf.Tensor:
    """Mean over the last axis of how unlikely counts were held.

    loss = mean(y_pred - y_true log(y_pred))

    Args:
        y_true: Counts `(batch, ..., d)`, at least 0.
        y_pred: Predictions of the same shape.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> keras.losses.poisson([[1.0, 0.0]], [[1.0, 1.0]]).numpy()
        array([0.9999999], dtype=float32)
    """
    y_true, y_pred = label_shape.numbers("poisson", y_true, y_pred)
    epsilon = config.epsilon()
    losses = y_pred - y_true * tf.math.log(y_pred + epsilon)
    return tf.reduce_mean(losses, axis=-1)


class Poisson(loss._NamedLoss):
    """The loss of counts, whose predictions are the expected number.

    loss = mean(y_pred - y_true log(y_pred))

    Args:
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> round(float(keras.losses.Poisson()([[2.0]], [[1.0]])), 4)
        1.0
    """

    def __init__(
        self,
        reduction: str = "auto",
        name: str = "poisson",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(poisson, reduction, name, dtype=dtype)
