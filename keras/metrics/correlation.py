"""How far predictions go along with labels."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape
from keras.metrics import mean


def pearson_correlation(
    y_true: kinds.Tensors, y_pred: kinds.Tensors, axis: int = -1
) -> tf.Tensor:
    """Pearson's correlation along an axis: 1 or -1 on a line, 0 for none.

    cov(y_true, y_pred) / (std(y_true) std(y_pred)), 0 where one is constant

    Args:
        y_true: Labels `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
        axis: Axis to correlate along. Default: the last.
    Returns:
        Correlations in [-1, 1], one axis fewer.
    Raises:
        ValueError: If the shapes differ.
    Example:
        >>> y, p = [[0.0, 1.0, 0.5]], [[0.1, 0.9, 0.5]]
        >>> round(float(keras.metrics.pearson_correlation(y, p)[0]), 4)
        1.0
    """
    y, p, _ = _centered("pearson_correlation", y_true, y_pred, axis)
    y, p = y / _largest(axis, y), p / _largest(axis, p)
    norms = tf.sqrt(tf.reduce_sum(y * y, axis))
    norms *= tf.sqrt(tf.reduce_sum(p * p, axis))
    return tf.math.divide_no_nan(tf.reduce_sum(y * p, axis), norms)


def concordance_correlation(
    y_true: kinds.Tensors, y_pred: kinds.Tensors, axis: int = -1
) -> tf.Tensor:
    """Lin's concordance along an axis: 1 where predictions equal labels.

    2 cov(y_true, y_pred) / (var(y_true) + var(y_pred) + (difference of
    means)^2), 0 where all of it is 0

    Args:
        y_true: Labels `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
        axis: Axis to correlate along. Default: the last.
    Returns:
        Correlations in [-1, 1], one axis fewer.
    Raises:
        ValueError: If the shapes differ.
    Source: Lin 1989, Biometrics 45.
    Example:
        >>> y, p = [[0.0, 1.0, 0.5]], [[0.0, 1.0, 0.5]]
        >>> float(keras.metrics.concordance_correlation(y, p)[0])
        1.0
    """
    y, p, shift = _centered("concordance_correlation", y_true, y_pred, axis)
    unit = _largest(axis, y, p, shift)
    y, p, shift = y / unit, p / unit, tf.squeeze(shift / unit, axis)
    spread = tf.reduce_mean(y * y + p * p, axis) + shift**2
    return tf.math.divide_no_nan(2 * tf.reduce_mean(y * p, axis), spread)


def _centered(where: str, y_true, y_pred, axis: int) -> tuple:
    """Returns both without their means, and the means' difference."""
    y_pred = label_shape.tensor(y_pred)
    y_true = tf.cast(y_true, y_pred.dtype)
    y_true, y_pred = label_shape.same_rank(y_true, y_pred)
    label_shape.check_same(where, y_true, y_pred)
    of_y, of_p = (
        tf.reduce_mean(one, axis, keepdims=True) for one in (y_true, y_pred)
    )
    return y_true - of_y, y_pred - of_p, of_y - of_p


def _largest(axis: int, *values: tf.Tensor) -> tf.Tensor:
    """Returns what to divide by, so that squares neither overflow nor vanish.

    Args:
        axis: Axis that is kept with one element.
        *values: Tensors of one unit.
    Returns:
        The largest absolute value; 1 where all are 0.
    """
    each = [tf.reduce_max(tf.abs(v), axis, keepdims=True) for v in values]
    largest = functools.reduce(tf.maximum, each)
    return tf.where(largest > 0, largest, tf.ones_like(largest))


class PearsonCorrelation(mean.MeanMetricWrapper):
    """Mean of the examples' correlations of labels and predictions.

    cov(y_true, y_pred) / (std(y_true) std(y_pred)), 0 where one is constant

    Args:
        name: Name in logs. Default 'pearson_correlation'.
        dtype: Type of the state and the result. Default None: `floatx()`.
        axis: Axis to correlate along. Default: the last; 0 is the batch.
    Example:
        >>> metric = keras.metrics.PearsonCorrelation()
        >>> round(float(metric([[0.0, 1.0, 0.5]], [[0.1, 0.9, 0.5]])), 4)
        1.0
    """

    def __init__(
        self,
        name: str = "pearson_correlation",
        dtype: str | tf.DType | None = None,
        axis: int = -1,
    ) -> None:
        super().__init__(pearson_correlation, name, dtype, axis=axis)
        self.axis = axis


class ConcordanceCorrelation(mean.MeanMetricWrapper):
    """Mean of the examples' concordance of labels and predictions.

    2 cov(y_true, y_pred) / (var(y_true) + var(y_pred) + (difference of
    means)^2)

    Args:
        name: Name in logs. Default 'concordance_correlation'.
        dtype: Type of the state and the result. Default None: `floatx()`.
        axis: Axis to correlate along. Default: the last; 0 is the batch.
    Source: Lin 1989, Biometrics 45.
    Example:
        >>> metric = keras.metrics.ConcordanceCorrelation()
        >>> float(metric([[0.0, 1.0, 0.5]], [[0.0, 1.0, 0.5]]))
        1.0
    """

    def __init__(
        self,
        name: str = "concordance_correlation",
        dtype: str | tf.DType | None = None,
        axis: int = -1,
    ) -> None:
        super().__init__(concordance_correlation, name, dtype, axis=axis)
        self.axis = axis
