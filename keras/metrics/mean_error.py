"""Errors of regression as metrics: their mean over everything seen."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.losses import (
    absolute_error,
    cosine,
    divergence,
    label_shape,
    log_cosh_error,
    logarithmic_error,
    percentage_error,
    poisson_error,
    ragged,
    reduction,
    squared_error,
)
from keras.metrics import argument_kinds, confusion_counts, mean


def cosine_similarity(y_true, y_pred, axis: int = -1) -> tf.Tensor:
    """The cosine between labels and predictions: 1 is a full match.

    sum(y_true y_pred) / (|y_true| |y_pred|)

    Args:
        y_true: Vectors `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
        axis: Axis of the vectors. Default: the last.
    Returns:
        Cosines in [-1, 1], one axis fewer: minus the loss of this name.
    Example:
        >>> float(keras.metrics.get("cosine_similarity")([1.0], [2.0]))
        1.0
    """
    return -cosine.cosine_similarity(y_true, y_pred, axis)


class MeanSquaredError(mean.MeanMetricWrapper):
    """Mean of the squared differences.

    mean((y_true - y_pred)^2)

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> float(keras.metrics.MeanSquaredError()([[0.0]], [[3.0]]))
        9.0
    """

    def __init__(
        self,
        name: str = "mean_squared_error",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(squared_error.mean_squared_error, name, dtype)


def _squares(y_true, y_pred) -> tf.Tensor:
    y_true, y_pred = label_shape.numbers(
        "root_mean_squared_error", y_true, y_pred
    )
    return tf.math.squared_difference(y_pred, y_true)


class RootMeanSquaredError(mean.MeanMetricWrapper):
    """Root of the mean of the squared differences.

    sqrt(mean((y_true - y_pred)^2))

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels `(batch, ...)`.
        y_pred: Predictions of the same shape.
        sample_weight: Weights that broadcast to the squares from the left.
    Example:
        >>> metric = keras.metrics.RootMeanSquaredError()
        >>> float(metric([[0.0], [0.0]], [[3.0], [3.0]]))
        3.0
    """

    def __init__(
        self,
        name: str = "root_mean_squared_error",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(_squares, name, dtype)

    def result(self) -> tf.Tensor:
        """The root of the mean of everything seen."""
        return tf.sqrt(super().result())


class MeanAbsoluteError(mean.MeanMetricWrapper):
    """Mean of the absolute differences.

    mean(|y_true - y_pred|)

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> float(keras.metrics.MeanAbsoluteError()([[0.0]], [[-3.0]]))
        3.0
    """

    def __init__(
        self,
        name: str = "mean_absolute_error",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(absolute_error.mean_absolute_error, name, dtype)


class MeanAbsolutePercentageError(mean.MeanMetricWrapper):
    """Mean of the differences in per cent of the labels.

    100 mean(|y_true - y_pred| / |y_true|)

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> metric = keras.metrics.MeanAbsolutePercentageError()
        >>> float(metric([[4.0]], [[3.0]]))
        25.0
    """

    def __init__(
        self,
        name: str = "mean_absolute_percentage_error",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            percentage_error.mean_absolute_percentage_error, name, dtype
        )


class MeanSquaredLogarithmicError(mean.MeanMetricWrapper):
    """Mean of the squared differences of logarithms.

    mean((log(y_true + 1) - log(y_pred + 1))^2)

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> metric = keras.metrics.MeanSquaredLogarithmicError()
        >>> round(float(metric([[0.0]], [[1.0]])), 4)
        0.4805
    """

    def __init__(
        self,
        name: str = "mean_squared_logarithmic_error",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            logarithmic_error.mean_squared_logarithmic_error, name, dtype
        )


class LogCoshError(mean.MeanMetricWrapper):
    """Mean of the logarithms of the errors' hyperbolic cosine.

    mean(log(cosh(y_pred - y_true)))

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> round(float(keras.metrics.LogCoshError()([[0.0]], [[1.0]])), 4)
        0.4338
    """

    def __init__(
        self,
        name: str = "logcosh",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(log_cosh_error.log_cosh, name, dtype)


class Poisson(mean.MeanMetricWrapper):
    """Mean of how unlikely counts were held.

    mean(y_pred - y_true log(y_pred))

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> round(float(keras.metrics.Poisson()([[2.0]], [[1.0]])), 4)
        1.0
    """

    def __init__(
        self,
        name: str = "poisson",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(poisson_error.poisson, name, dtype)


class KLDivergence(mean.MeanMetricWrapper):
    """Mean of the divergences of predicted distributions.

    mean(sum(y_true log(y_true / y_pred)))

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> metric = keras.metrics.KLDivergence()
        >>> round(float(metric([[1.0, 0.0]], [[0.5, 0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        name: str = "kullback_leibler_divergence",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(divergence.kl_divergence, name, dtype)


class CosineSimilarity(mean.MeanMetricWrapper):
    """Mean of the cosines between labels and predictions.

    mean(sum(y_true y_pred) / (|y_true| |y_pred|))

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
        axis: Axis of the vectors. Default: the last.
    Example:
        >>> metric = keras.metrics.CosineSimilarity()
        >>> float(metric([[2.0, 0.0]], [[3.0, 0.0]]))
        1.0
    """

    def __init__(
        self,
        name: str = "cosine_similarity",
        dtype: str | tf.DType | None = None,
        axis: int = -1,
    ) -> None:
        super().__init__(cosine_similarity, name, dtype, axis=axis)
        self.axis = axis


class MeanRelativeError(mean.Mean):
    """Mean of the absolute differences, each by a given number.

    mean(|y_true - y_pred| / normalizer), 0 where the normalizer is 0

    Args:
        normalizer: Numbers that broadcast to the labels.
        name: Name in logs. Default None: 'mean_relative_error'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels `(batch, ...)`.
        y_pred: Predictions of the same shape; masked ones don't count.
        sample_weight: Weights that broadcast to the labels from the left.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> metric = keras.metrics.MeanRelativeError(normalizer=[1, 3, 2, 3])
        >>> float(metric([1, 3, 2, 3], [2, 4, 6, 8]))
        1.25
    """

    def __init__(
        self,
        normalizer: Any,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(name, dtype)
        argument_kinds.check(self, normalizer=normalizer)
        self.normalizer = tf.cast(normalizer, self._keras_state.full_type)

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels or the normalizer don't fit predictions."""
        own = "MeanRelativeError" + where
        if confusion_counts.are_classes(own, y_true.shape, y_pred.shape):
            raise label_shape.mismatch(own, y_true.shape, y_pred.shape)

    def update_state(
        self,
        y_true: kinds.Tensors,
        y_pred: kinds.Tensors,
        sample_weight: kinds.Tensors = None,
    ) -> None:
        """Adds a batch of labels and predictions."""
        if tf.RaggedTensor in (type(y_true), type(y_pred)):
            y_true, y_pred, sample_weight = ragged.flat(
                (y_true, y_pred), sample_weight
            )
        mask = getattr(y_pred, "_keras_mask", None)
        y_true, y_pred = label_shape.same_rank(
            mean.cast(y_true, self._keras_state.full_type),
            mean.cast(y_pred, self._keras_state.full_type),
        )
        label_shape.check_same("MeanRelativeError", y_true, y_pred)
        errors = tf.abs(y_true - y_pred)
        self._check_normalizer(errors.shape)
        shares = tf.math.divide_no_nan(errors, self.normalizer)
        if mask is not None:
            sample_weight = reduction.masked(sample_weight, mask, shares)
        super().update_state(shares, sample_weight)

    def _check_normalizer(self, shape: tf.TensorShape) -> None:
        given = self.normalizer.shape
        try:
            fits = tf.broadcast_static_shape(given, shape).is_compatible_with(
                shape
            )
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(
                "MeanRelativeError: the normalizer doesn't fit the labels. "
                f"Expected numbers that broadcast to {shape}. Received: "
                f"normalizer.shape={given}."
            )

    def get_config(self) -> dict:
        """Returns the constructor's arguments."""
        return {
            "normalizer": self.normalizer.numpy().tolist(),
            "name": self.name,
            "dtype": self.dtype,
        }
