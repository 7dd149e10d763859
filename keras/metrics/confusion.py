"""How many predictions are right or wrong, by label."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.metrics import confusion_counts, mean, metric
from keras.metrics import thresholds as thresholds_module


class _Count(metric.Metric):
    """The weighted number of one kind of decisions, at each threshold."""

    # Which of `confusion_counts.Counts`.
    _counted: str
    _keras_kept_as = {"thresholds": "init_thresholds"}

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(name, dtype)
        self.init_thresholds = thresholds_module.plain(thresholds)
        self.thresholds = thresholds_module.checked(
            type(self).__name__, thresholds, 0.5
        )
        self._keras_thresholds = thresholds_module.Thresholds(self.thresholds)
        self.accumulator = self._keras_add_sum(
            "accumulator", (len(self.thresholds),)
        )

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels can't be those of the predictions."""
        confusion_counts.are_classes(
            type(self).__name__ + where, y_true.shape, y_pred.shape
        )

    def update_state(
        self,
        y_true: kinds.Tensors,
        y_pred: kinds.Tensors,
        sample_weight: kinds.Tensors = None,
    ) -> None:
        """Adds a batch of labels and predictions."""
        own = type(self).__name__
        data = confusion_counts.compared(
            own, y_true, y_pred, sample_weight, self._keras_state.full_type
        )
        counts = confusion_counts.at_thresholds(
            own, data, self._keras_thresholds
        )
        mean.add(self.accumulator, getattr(counts, self._counted))

    def result(self) -> tf.Tensor:
        """Returns the number, or one a threshold."""
        counted = metric.narrow(self, tf.convert_to_tensor(self.accumulator))
        return counted[0] if len(self.thresholds) == 1 else counted


class TruePositives(_Count):
    """How many positive labels are predicted positive.

    sum(weight [y_true = 1] [y_pred > threshold])

    Args:
        thresholds: Above it a prediction is positive; one number or some, each
            in [0, 1]. For scores 0. Default None: 0.5.
        name: Name in logs. Default None: 'true_positives'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Predictions.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: accumulator, `(thresholds,)`.
    Raises:
        ValueError: If a threshold isn't in [0, 1], or shapes don't fit.
    Example:
        >>> float(keras.metrics.TruePositives()([0, 1, 1], [0.9, 0.7, 0.2]))
        1.0
    """

    _counted = "true_positives"


class TrueNegatives(_Count):
    """How many negative labels are predicted negative.

    sum(weight [y_true = 0] [y_pred <= threshold])

    Args:
        thresholds: Above it a prediction is positive; one number or some, each
            in [0, 1]. For scores 0. Default None: 0.5.
        name: Name in logs. Default None: 'true_negatives'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Predictions.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: accumulator, `(thresholds,)`.
    Raises:
        ValueError: If a threshold isn't in [0, 1], or shapes don't fit.
    Example:
        >>> float(keras.metrics.TrueNegatives()([0, 0, 1], [0.9, 0.1, 0.2]))
        1.0
    """

    _counted = "true_negatives"


class FalsePositives(_Count):
    """How many negative labels are predicted positive.

    sum(weight [y_true = 0] [y_pred > threshold])

    Args:
        thresholds: Above it a prediction is positive; one number or some, each
            in [0, 1]. For scores 0. Default None: 0.5.
        name: Name in logs. Default None: 'false_positives'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Predictions.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: accumulator, `(thresholds,)`.
    Raises:
        ValueError: If a threshold isn't in [0, 1], or shapes don't fit.
    Example:
        >>> float(keras.metrics.FalsePositives()([0, 0, 1], [0.9, 0.7, 0.2]))
        2.0
    """

    _counted = "false_positives"


class FalseNegatives(_Count):
    """How many positive labels are predicted negative.

    sum(weight [y_true = 1] [y_pred <= threshold])

    Args:
        thresholds: Above it a prediction is positive; one number or some, each
            in [0, 1]. For scores 0. Default None: 0.5.
        name: Name in logs. Default None: 'false_negatives'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Predictions.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: accumulator, `(thresholds,)`.
    Raises:
        ValueError: If a threshold isn't in [0, 1], or shapes don't fit.
    Example:
        >>> float(keras.metrics.FalseNegatives()([0, 1, 1], [0.9, 0.7, 0.2]))
        1.0
    """

    _counted = "false_negatives"
