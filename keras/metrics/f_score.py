"""Precision and recall as one number."""

import warnings

import tensorflow as tf

from keras.backend import values
from keras.engine import kinds
from keras.metrics import argument_kinds, confusion_counts, mean, metric

_AVERAGES = (None, "micro", "macro", "weighted")
# A prediction that isn't further from 0 stands for no class.
_SMALLEST = 1e-9


class FBetaScore(metric.Metric):
    """The weighted harmonic mean of precision and recall.

    (1 + beta^2) precision recall / (beta^2 precision + recall)

    Args:
        average: 'micro' (of all decisions), 'macro' (mean over classes),
            'weighted' (the same, by the classes' labels), or None: one number
            a class. Default None.
        beta: How many times recall counts what precision does, above 0.
            Default 1.0.
        threshold: Above it a prediction is positive, in (0, 1]. Default None:
            the largest of a row is, which of a single column says nothing.
        name: Name in logs. Default 'fbeta_score'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels `(batch, ..., classes)`, 0 or 1; numbers of classes,
            `(batch, ...)`; or `(batch,)` of two classes.
        y_pred: Predictions; masked ones don't count.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: true_positives, false_positives, false_negatives and
        intermediate_weights, `(classes,)`; scalars if micro.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
    Source: van Rijsbergen 1979, Information Retrieval, chapter 7.
    Example:
        >>> metric = keras.metrics.FBetaScore(beta=2.0, threshold=0.5)
        >>> p = [[0.2, 0.6], [0.8, 0.3], [0.9, 0.8]]
        >>> y = [[1, 1], [1, 0], [1, 1]]
        >>> metric(y, p).numpy()
        array([0.7142857, 1.       ], dtype=float32)
    """

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str | None = "fbeta_score",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(name, dtype)
        own = type(self).__name__
        argument_kinds.check(
            self, average=average, beta=beta, threshold=threshold
        )
        if average not in _AVERAGES:
            raise ValueError(
                f"{own}: no such average. Expected one of {_AVERAGES}. "
                f"Received: average={average!r}."
            )
        if not beta > 0:
            raise ValueError(
                f"{own}: recall has no weight. Expected a number above 0. "
                f"Received: beta={beta}."
            )
        if threshold is not None and not 0 < threshold <= 1:
            raise ValueError(
                f"{own}: the threshold is a probability. Expected a number in "
                f"(0, 1]. Received: threshold={threshold}."
            )
        self.average = average
        self.beta = values.as_number(beta)
        self.threshold = values.as_number(threshold)
        self.axis = None if average == "micro" else 0
        self.built = False

    def build(
        self, y_true_shape: kinds.Shapes, y_pred_shape: kinds.Shapes
    ) -> None:
        """Makes a state for each class.

        Args:
            y_true_shape: Shape of the labels.
            y_pred_shape: Shape of the predictions.
        """
        own, shape = type(self).__name__, tf.TensorShape(y_pred_shape)
        confusion_counts.are_classes(own, y_true_shape, shape)
        classes = _classes(own, shape)
        if self.threshold is None and classes == 1:
            warnings.warn(
                f"{own}: predictions have one column. Expected a threshold, "
                "such as 0.5. Received: threshold=None, so each is positive.",
                stacklevel=2,
            )
        size = () if self.axis is None else (classes,)
        self._keras_state.is_built = self.built = True
        self.true_positives = self._keras_add_sum("true_positives", size)
        self.false_positives = self._keras_add_sum("false_positives", size)
        self.false_negatives = self._keras_add_sum("false_negatives", size)
        self.intermediate_weights = self._keras_add_sum(
            "intermediate_weights", size
        )

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels can't be those of the predictions."""
        own = type(self).__name__ + where
        confusion_counts.are_classes(own, y_true.shape, y_pred.shape)

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
        confusion_counts.check_labels(own, data)
        y, p, weights = confusion_counts.columns(data)
        if not self.built:
            self.build(y.shape, p.shape)
        if self.threshold is None:
            largest = tf.reduce_max(p, axis=-1, keepdims=True)
            positive = (p >= largest) & (tf.abs(p) > _SMALLEST)
        else:
            positive = p > self.threshold
        positive = tf.cast(positive, y.dtype)
        for variable, kind in (
            (self.true_positives, positive * y),
            (self.false_positives, positive * (1 - y)),
            (self.false_negatives, (1 - positive) * y),
            (self.intermediate_weights, y),
        ):
            kind = kind if weights is None else kind * weights
            mean.add(variable, tf.reduce_sum(kind, self.axis))

    def result(self) -> tf.Tensor:
        """Returns the score, or one a class; 0 before the first batch."""
        if not self.built:
            return tf.zeros((), self._keras_state.dtype)
        divide = tf.math.divide_no_nan
        right = tf.convert_to_tensor(self.true_positives)
        precision = divide(right, right + self.false_positives)
        recall = divide(right, right + self.false_negatives)
        square = self.beta**2
        scores = divide(precision * recall, square * precision + recall)
        scores = metric.narrow(self, scores * (1 + square))
        if self.average == "weighted":
            weights = tf.convert_to_tensor(self.intermediate_weights)
            weights = metric.narrow(self, weights)
            shares = divide(weights, tf.reduce_sum(weights))
            return tf.reduce_sum(scores * shares)
        return scores if self.average is None else tf.reduce_mean(scores)


def _classes(where: str, shape: tf.TensorShape) -> int:
    """Returns how many columns predictions of a shape have."""
    if shape.rank == 1:
        return 1
    if not shape.rank or shape[-1] is None:
        raise ValueError(
            f"{where}: there is a state for each class. Expected predictions "
            f"of a known last axis. Received: y_pred.shape={shape}."
        )
    return shape[-1]


class F1Score(FBetaScore):
    """The harmonic mean of precision and recall.

    2 precision recall / (precision + recall)

    Args:
        average: 'micro' (of all decisions), 'macro' (mean over classes),
            'weighted' (the same, by the classes' labels), or None: one number
            a class. Default None.
        threshold: Above it a prediction is positive, in (0, 1]. Default None:
            the largest of a row is, which of a single column says nothing.
        name: Name in logs. Default 'f1_score'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments: those of `FBetaScore`.
    Variables: those of `FBetaScore`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
    Example:
        >>> metric = keras.metrics.F1Score(threshold=0.5)
        >>> metric([[1, 1], [1, 0]], [[0.2, 0.6], [0.8, 0.3]]).numpy()
        array([0.6666667, 1.       ], dtype=float32)
    """

    def __init__(
        self,
        average: str | None = None,
        threshold: float | None = None,
        name: str | None = "f1_score",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)
