"""How far one distribution is from another."""

import tensorflow as tf

from keras.backend import config
from keras.engine import kinds
from keras.losses import label_shape, loss, ragged


@ragged.by_rows
def kl_divergence(y_true: kinds.Tensors, y_pred: kinds.Tensors) -> tf.Tensor:
    """Kullback-Leibler divergence over the last axis.

    loss = sum(y_true log(y_true / y_pred))

    Args:
        y_true: Probabilities `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Source: Kullback and Leibler 1951, Annals of Mathematical Statistics 22.
    Example:
        >>> loss = keras.losses.kl_divergence([1.0, 0.0], [0.5, 0.5])
        >>> round(float(loss), 4)
        0.6931
    """
    y_true, y_pred = label_shape.numbers("kl_divergence", y_true, y_pred)
    y_true, y_pred = (
        tf.clip_by_value(values, config.epsilon(), 1)
        for values in (y_true, y_pred)
    )
    return tf.reduce_sum(y_true * tf.math.log(y_true / y_pred), axis=-1)


class KLDivergence(loss._NamedLoss):
    """The loss of distributions: the divergence of the predicted one.

    loss = sum(y_true log(y_true / y_pred))

    Args:
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Source: Kullback and Leibler 1951, Annals of Mathematical Statistics 22.
    Example:
        >>> loss = keras.losses.KLDivergence()([[1.0, 0.0]], [[0.5, 0.5]])
        >>> round(float(loss), 4)
        0.6931
    """

    def __init__(
        self,
        reduction: str = "auto",
        name: str = "kl_divergence",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(kl_divergence, reduction, name, dtype=dtype)
