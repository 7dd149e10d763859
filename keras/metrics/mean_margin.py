"""Hinges as metrics: their mean over everything seen."""

import tensorflow as tf

from keras.losses import margin
from keras.metrics import mean


class Hinge(mean.MeanMetricWrapper):
    """Mean of what is missing to a margin of 1.

    mean(max(1 - y_true y_pred, 0))

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> float(keras.metrics.Hinge()([[1.0]], [[0.5]]))
        0.5
    """

    def __init__(
        self,
        name: str = "hinge",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(margin.hinge, name, dtype)


class SquaredHinge(mean.MeanMetricWrapper):
    """Mean of the squares of what is missing to a margin of 1.

    mean(max(1 - y_true y_pred, 0)^2)

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> float(keras.metrics.SquaredHinge()([[1.0]], [[0.5]]))
        0.25
    """

    def __init__(
        self,
        name: str = "squared_hinge",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(margin.squared_hinge, name, dtype)


class CategoricalHinge(mean.MeanMetricWrapper):
    """Mean of what true classes miss to a margin of 1 to the best other.

    mean(max(1 + max((1 - y_true) y_pred) - sum(y_true y_pred), 0))

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> metric = keras.metrics.CategoricalHinge()
        >>> float(metric([[1.0, 0.0]], [[2.0, 1.5]]))
        0.5
    """

    def __init__(
        self,
        name: str = "categorical_hinge",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(margin.categorical_hinge, name, dtype)
