"""The best of one rate where another is held."""

import tensorflow as tf

from keras.engine import kinds
from keras.metrics import argument_kinds, confusion_counts, mean, metric
from keras.metrics import thresholds as thresholds_module


class _Best(metric.Metric):
    """The largest of one rate over thresholds where another suffices."""

    # Names of the rates, and of the argument that says what suffices.
    _held: str
    _sought: str

    def __init__(
        self,
        value: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(name, dtype)
        own = type(self).__name__
        held = {self._held: value}
        argument_kinds.check(self, num_thresholds=num_thresholds, **held)
        if not 0 <= value <= 1:
            raise ValueError(
                f"{own}: {self._held} is a share. Expected a number in "
                f"[0, 1]. Received: {self._held}={value}."
            )
        if num_thresholds < 1:
            raise ValueError(
                f"{own}: too few thresholds. Expected 1 or more. Received: "
                f"num_thresholds={num_thresholds}."
            )
        self.value = value
        self.num_thresholds = num_thresholds
        self.class_id = confusion_counts.whole(own, "class_id", class_id, 0)
        self.thresholds = thresholds_module.even(num_thresholds)
        self._keras_thresholds = thresholds_module.Thresholds(self.thresholds)
        shape = (num_thresholds,)
        self.true_positives = self._keras_add_sum("true_positives", shape)
        self.true_negatives = self._keras_add_sum("true_negatives", shape)
        self.false_positives = self._keras_add_sum("false_positives", shape)
        self.false_negatives = self._keras_add_sum("false_negatives", shape)

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels can't be those of the predictions."""
        own = type(self).__name__ + where
        confusion_counts.are_classes(own, y_true.shape, y_pred.shape)
        confusion_counts.check_classes(own, y_pred.shape, self.class_id)

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
        shape = data.predictions.shape
        confusion_counts.check_classes(own, shape, self.class_id)
        if self.class_id is not None:
            data = confusion_counts.of_class(data, self.class_id)
        thresholds_module.check_probabilities(
            own, data.predictions, "For scores use `tf.sigmoid(y_pred)`."
        )
        counts = confusion_counts.at_thresholds(
            own, data, self._keras_thresholds
        )
        for name, counted in counts._asdict().items():
            mean.add(getattr(self, name), counted)

    def result(self) -> tf.Tensor:
        """Returns the largest rate; 0 where no threshold suffices."""
        held, sought = getattr(self, self._held), self._rate(self._sought)
        # `tf.cast` would round it to float32 first.
        suffices = self._rate(self._held) >= tf.constant(held, sought.dtype)
        found = tf.where(suffices, sought, tf.zeros_like(sought))
        return metric.narrow(self, tf.reduce_max(found))

    def _rate(self, name: str) -> tf.Tensor:
        part, others = {
            "precision": (self.true_positives, self.false_positives),
            "recall": (self.true_positives, self.false_negatives),
            "sensitivity": (self.true_positives, self.false_negatives),
            "specificity": (self.true_negatives, self.false_positives),
        }[name]
        part = tf.convert_to_tensor(part)
        return tf.math.divide_no_nan(part, part + others)


class SensitivityAtSpecificity(_Best):
    """The best sensitivity of thresholds whose specificity suffices.

    max(tp / (tp + fn)) over thresholds with tn / (tn + fp) >= specificity

    Args:
        specificity: Least share of negatives that are predicted negative, in
            [0, 1].
        num_thresholds: How many, evenly over [0, 1]. Default 200; 1 is 0.5.
        class_id: The class that counts, a place on the last axis. Default
            None: all.
        name: Name in logs. Default None: 'sensitivity_at_specificity'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Probabilities; a graph counts others as the nearer end.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: true_positives, true_negatives, false_positives and
        false_negatives, `(num_thresholds,)`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
        ValueError: If a prediction isn't in [0, 1], in eager calls.
    Example:
        >>> metric = keras.metrics.SensitivityAtSpecificity(0.5)
        >>> float(metric([0, 0, 1, 1], [0.1, 0.4, 0.3, 0.9]))
        1.0
    """

    _held, _sought = "specificity", "sensitivity"

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(specificity, num_thresholds, class_id, name, dtype)
        self.specificity = specificity


class SpecificityAtSensitivity(_Best):
    """The best specificity of thresholds whose sensitivity suffices.

    max(tn / (tn + fp)) over thresholds with tp / (tp + fn) >= sensitivity

    Args:
        sensitivity: Least share of positives that are predicted positive, in
            [0, 1].
        num_thresholds: How many, evenly over [0, 1]. Default 200; 1 is 0.5.
        class_id: The class that counts, a place on the last axis. Default
            None: all.
        name: Name in logs. Default None: 'specificity_at_sensitivity'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Probabilities; a graph counts others as the nearer end.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: true_positives, true_negatives, false_positives and
        false_negatives, `(num_thresholds,)`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
        ValueError: If a prediction isn't in [0, 1], in eager calls.
    Example:
        >>> metric = keras.metrics.SpecificityAtSensitivity(1.0)
        >>> float(metric([0, 0, 1, 1], [0.1, 0.4, 0.3, 0.9]))
        0.5
    """

    _held, _sought = "sensitivity", "specificity"

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)
        self.sensitivity = sensitivity


class PrecisionAtRecall(_Best):
    """The best precision of thresholds whose recall suffices.

    max(tp / (tp + fp)) over thresholds with tp / (tp + fn) >= recall

    Args:
        recall: Least share of positives that are predicted positive, in
            [0, 1].
        num_thresholds: How many, evenly over [0, 1]. Default 200; 1 is 0.5.
        class_id: The class that counts, a place on the last axis. Default
            None: all.
        name: Name in logs. Default None: 'precision_at_recall'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Probabilities; a graph counts others as the nearer end.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: true_positives, true_negatives, false_positives and
        false_negatives, `(num_thresholds,)`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
        ValueError: If a prediction isn't in [0, 1], in eager calls.
    Example:
        >>> metric = keras.metrics.PrecisionAtRecall(0.5)
        >>> float(metric([0, 0, 1, 1], [0.1, 0.4, 0.3, 0.9]))
        1.0
    """

    _held, _sought = "recall", "precision"

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(recall, num_thresholds, class_id, name, dtype)
        self.recall = recall


class RecallAtPrecision(_Best):
    """The best recall of thresholds whose precision suffices.

    max(tp / (tp + fn)) over thresholds with tp / (tp + fp) >= precision

    Args:
        precision: Least share of positive predictions that are right, in
            [0, 1].
        num_thresholds: How many, evenly over [0, 1]. Default 200; 1 is 0.5.
        class_id: The class that counts, a place on the last axis. Default
            None: all.
        name: Name in logs. Default None: 'recall_at_precision'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Probabilities; a graph counts others as the nearer end.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: true_positives, true_negatives, false_positives and
        false_negatives, `(num_thresholds,)`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
        ValueError: If a prediction isn't in [0, 1], in eager calls.
    Example:
        >>> metric = keras.metrics.RecallAtPrecision(0.6)
        >>> float(metric([0, 0, 1, 1], [0.1, 0.4, 0.3, 0.9]))
        1.0
    """

    _held, _sought = "precision", "recall"

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(precision, num_thresholds, class_id, name, dtype)
        self.precision = precision
