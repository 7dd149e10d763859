"""Mean absolute percentage error."""

import tensorflow as tf

from keras.backend import config
from keras.engine import kinds
from keras.losses import label_shape, loss, ragged


@ragged.mean_by_rows
def mean_absolute_percentage_error(
    y_true: kinds.Tensors, y_pred: kinds.Tensors
) -> tf.Tensor:
    """Mean over the last axis of the differences in per cent of the labels.

    loss = 100 mean(|y_true - y_pred| / max(|y_true|, epsilon))

    epsilon is `keras.backend.epsilon()`, 1e-7.

    Args:
        y_true: Labels `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> loss = keras.losses.mean_absolute_percentage_error
        >>> loss([[2.0, 4.0]], [[1.0, 4.0]]).numpy()
        array([25.], dtype=float32)
    """
    y_true, y_pred = label_shape.numbers(
        "mean_absolute_percentage_error", y_true, y_pred
    )
    size = tf.maximum(tf.abs(y_true), config.epsilon())
    return 100 * tf.reduce_mean(tf.abs((y_true - y_pred) / size), axis=-1)


class MeanAbsolutePercentageError(loss._NamedLoss):
    """The loss of regression where errors count in per cent of the label.

    loss = 100 mean(|y_true - y_pred| / max(|y_true|, epsilon))

    Args:
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> loss = keras.losses.MeanAbsolutePercentageError()
        >>> float(loss([[4.0]], [[3.0]]))
        25.0
    """

    def __init__(
        self,
        reduction: str = "auto",
        name: str = "mean_absolute_percentage_error",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            mean_absolute_percentage_error, reduction, name, dtype=dtype
        )
