"""Logarithm of the hyperbolic cosine of the error."""

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape, loss, ragged


@ragged.mean_by_rows
def log_cosh(y_true: kinds.Tensors, y_pred: kinds.Tensors) -> tf.Tensor:
    """Mean over the last axis of log(cosh(x)) of the differences x.

    loss = mean(log(cosh(y_pred - y_true)))

    Args:
        y_true: Labels `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> round(float(keras.losses.log_cosh([0.0, 0.0], [1.0, 0.0])), 4)
        0.2169
    """
    y_true, y_pred = label_shape.numbers("log_cosh", y_true, y_pred)
    x = y_pred - y_true
    log2 = tf.math.log(tf.constant(2, x.dtype))
    return tf.reduce_mean(x + tf.nn.softplus(-2 * x) - log2, axis=-1)


class LogCosh(loss._NamedLoss):
    """The loss of regression that is x^2 / 2 near 0 and |x| - log(2) far off.

    loss = mean(log(cosh(y_pred - y_true)))

    Args:
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> round(float(keras.losses.LogCosh()([[0.0]], [[1.0]])), 4)
        0.4338
    """

    def __init__(
        self,
        reduction: str = "auto",
        name: str = "log_cosh",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(log_cosh, reduction, name, dtype=dtype)
