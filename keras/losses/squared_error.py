"""Mean squared error."""

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape, loss, ragged


@ragged.mean_by_rows
def mean_squared_error(
    y_true: kinds.Tensors, y_pred: kinds.Tensors
) -> tf.Tensor:
    """Mean over the last axis of the squared differences.

    loss = mean((y_true - y_pred)^2)

    Args:
        y_true: Labels `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> keras.losses.mean_squared_error([[0.0, 1.0]], [[1.0, 1.0]]).numpy()
        array([0.5], dtype=float32)
    """
    y_true, y_pred = label_shape.numbers("mean_squared_error", y_true, y_pred)
    return tf.reduce_mean(tf.math.squared_difference(y_pred, y_true), axis=-1)


class MeanSquaredError(loss._NamedLoss):
    """The loss of regression: mean of the squared differences.

    loss = mean((y_true - y_pred)^2)

    Args:
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> float(keras.losses.MeanSquaredError()([[0.0]], [[3.0]]))
        9.0
    """

    def __init__(
        self,
        reduction: str = "auto",
        name: str = "mean_squared_error",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(mean_squared_error, reduction, name, dtype=dtype)
