"""Mean squared logarithmic error."""

import tensorflow as tf

from keras.backend import config
from keras.engine import kinds
from keras.losses import label_shape, loss, ragged


@ragged.mean_by_rows
def mean_squared_logarithmic_error(
    y_true: kinds.Tensors, y_pred: kinds.Tensors
) -> tf.Tensor:
    """Mean over the last axis of the squared differences of logarithms.

    loss = mean((log(y_true + 1) - log(y_pred + 1))^2)

    Numbers below epsilon, `keras.backend.epsilon()`, count as it.

    Args:
        y_true: Labels `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> loss = keras.losses.mean_squared_logarithmic_error
        >>> round(float(loss([0.0, 0.0], [1.0, 0.0])), 4)
        0.2402
    """
    y_true, y_pred = label_shape.numbers(
        "mean_squared_logarithmic_error", y_true, y_pred
    )
    # Below 0 there is no logarithm.
    y_true, y_pred = (
        tf.math.log(tf.maximum(values, config.epsilon()) + 1)
        for values in (y_true, y_pred)
    )
    return tf.reduce_mean(tf.math.squared_difference(y_true, y_pred), axis=-1)


class MeanSquaredLogarithmicError(loss._NamedLoss):
    """The loss of regression where labels span orders of magnitude.

    loss = mean((log(y_true + 1) - log(y_pred + 1))^2)

    Args:
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> loss = keras.losses.MeanSquaredLogarithmicError()
        >>> round(float(loss([[0.0]], [[1.0]])), 4)
        0.4805
    """

    def __init__(
        self,
        reduction: str = "auto",
        name: str = "mean_squared_logarithmic_error",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            mean_squared_logarithmic_error, reduction, name, dtype=dtype
        )
