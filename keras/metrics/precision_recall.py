"""How many positive predictions are right, and how many positives found."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.metrics import confusion_counts, mean, metric
from keras.metrics import thresholds as thresholds_module

# In the place of 0.5 where only the k largest predictions count: whatever is
# among them is above it.
_LOWEST = -1e10


class _Share(metric.Metric):
    """A share of true positives, of the k largest or of one class."""

    # Which of `confusion_counts.Counts` makes the whole of it.
    _others: str
    _keras_kept_as = {"thresholds": "init_thresholds"}

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(name, dtype)
        own = type(self).__name__
        self.init_thresholds = thresholds_module.plain(thresholds)
        self.top_k = confusion_counts.whole(own, "top_k", top_k, 1)
        self.class_id = confusion_counts.whole(own, "class_id", class_id, 0)
        default = 0.5 if top_k is None else _LOWEST
        self.thresholds = thresholds_module.checked(own, thresholds, default)
        self._keras_thresholds = thresholds_module.Thresholds(self.thresholds)
        shape = (len(self.thresholds),)
        self.true_positives = self._keras_add_sum("true_positives", shape)
        others = self._keras_add_sum(self._others, shape)
        setattr(self, self._others, others)

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels can't be those of the predictions."""
        own = type(self).__name__ + where
        confusion_counts.are_classes(own, y_true.shape, y_pred.shape)
        confusion_counts.check_classes(
            own, y_pred.shape, self.class_id, self.top_k
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
        confusion_counts.check_classes(
            own, data.predictions.shape, self.class_id, self.top_k
        )
        if self.top_k is not None:
            data = confusion_counts.top_only(data, self.top_k)
        if self.class_id is not None:
            data = confusion_counts.of_class(data, self.class_id)
        counts = confusion_counts.at_thresholds(
            own, data, self._keras_thresholds
        )
        for name in ("true_positives", self._others):
            mean.add(getattr(self, name), getattr(counts, name))

    def result(self) -> tf.Tensor:
        """Returns the share, or one a threshold; 0 of nothing."""
        right = tf.convert_to_tensor(self.true_positives)
        share = tf.math.divide_no_nan(
            right, right + getattr(self, self._others)
        )
        share = metric.narrow(self, share)
        return share[0] if len(self.thresholds) == 1 else share


class Precision(_Share):
    """The share of positive predictions whose label is positive.

    true positives / (true positives + false positives)

    Args:
        thresholds: Above it a prediction is positive; one number or some, each
            in [0, 1]. For scores 0. Default None: 0.5, or none where `top_k`
            is given.
        top_k: Only so many predictions of the last axis, the largest, may be
            positive. Default None: all.
        class_id: The class that counts, a place on the last axis. Default
            None: all.
        name: Name in logs. Default None: 'precision'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Predictions.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: true_positives and false_positives, `(thresholds,)`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
    Example:
        >>> float(keras.metrics.Precision()([0, 1, 1], [0.9, 0.7, 0.2]))
        0.5
    """

    _others = "false_positives"


class Recall(_Share):
    """The share of positive labels whose prediction is positive.

    true positives / (true positives + false negatives)

    Args:
        thresholds: Above it a prediction is positive; one number or some, each
            in [0, 1]. For scores 0. Default None: 0.5, or none where `top_k`
            is given.
        top_k: Only so many predictions of the last axis, the largest, may be
            positive. Default None: all.
        class_id: The class that counts, a place on the last axis. Default
            None: all.
        name: Name in logs. Default None: 'recall'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Predictions.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: true_positives and false_negatives, `(thresholds,)`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
    Example:
        >>> float(keras.metrics.Recall()([1, 1, 1, 1], [0.9, 0.7, 0.8, 0.2]))
        0.75
    """

    _others = "false_negatives"
