"""The area under a curve of two rates over thresholds."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from keras.backend import config
from keras.losses import label_shape, ragged, reduction
from keras.metrics import metric

_CURVES = ("ROC", "PR")
_METHODS = ("interpolation", "minoring", "majoring")


class AUC(metric.Metric):
    """The area under the ROC or the precision-recall curve.

    ROC: the chance that a random positive has a higher prediction than a random
    negative; 0.5 is guessing. PR: the mean precision over recalls; fitter where
    positives are rare. Predictions are compared with thresholds, which costs
    one pass over them however many thresholds there are.

    Args:
        num_thresholds: How many, 2 or more, evenly over [0, 1]; more are closer
            to the curve. Default 200.
        curve: 'ROC' or 'PR'. Default 'ROC'.
        summation_method: Height between two points of the curve: 'minoring'
            (the smaller one's), 'majoring' (the larger one's) or
            'interpolation' (the mean; for PR true positives are interpolated).
            Default 'interpolation'.
        name: Name in logs. Default None: 'auc'.
        dtype: Type of the state and the result. Default None: `floatx()`.
        thresholds: Thresholds in [0, 1] in place of even ones; 0 and 1 are
            added. Default None.
        multi_label: True takes the mean over the labels' own areas, for
            `(batch, labels)`. Default False: all labels count together.
        num_labels: Number of labels, to make the state at once. Default None:
            from the first batch.
        label_weights: Weights of labels, of their areas if `multi_label`.
            Default None.
        from_logits: True for scores: a sigmoid makes them probabilities.
            Default False.
    Call arguments:
        y_true: Labels in [0, 1].
        y_pred: Probabilities, or scores, of the same shape.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: true_positives, true_negatives, false_positives and
        false_negatives, `(thresholds,)` or `(thresholds, labels)`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
    Source: Davis and Goadrich 2006, for the interpolation of PR.
    Example:
        >>> area = keras.metrics.AUC(num_thresholds=3)
        >>> float(area([0, 0, 1, 1], [0.0, 0.5, 0.3, 0.9]))
        0.75
    """

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: str | tf.DType | None = None,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Sequence[float] | None = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(name, dtype)
        self.curve = _one_of("curve", curve, _CURVES)
        self.summation_method = _one_of(
            "summation_method", summation_method, _METHODS
        )
        if num_labels is not None and not multi_label:
            raise ValueError(
                "AUC: labels count together. Expected num_labels with "
                f"multi_label=True only. Received: num_labels={num_labels}."
            )
        inner = _inner_thresholds(num_thresholds, thresholds)
        self._is_even = thresholds is None
        # Everything is above the first, nothing above the last.
        epsilon = config.epsilon()
        self._thresholds = np.array([-epsilon, *inner, 1 + epsilon])
        self.multi_label = multi_label
        self.num_labels = num_labels
        self.label_weights = _numbers(label_weights)
        self.from_logits = from_logits
        if not multi_label:
            self._make_state(())
        elif num_labels is not None:
            self._make_state((num_labels,))

    @property
    def thresholds(self) -> list[float]:
        """All thresholds, with those outside of [0, 1]."""
        return self._thresholds.tolist()

    @property
    def num_thresholds(self) -> int:
        """Number of all thresholds."""
        return len(self._thresholds)

    def _make_state(self, labels: tuple) -> None:
        shape = (self.num_thresholds, *labels)
        self._keras_state.is_built = True
        self.true_positives = self.add_weight("true_positives", shape)
        self.true_negatives = self.add_weight("true_negatives", shape)
        self.false_positives = self.add_weight("false_positives", shape)
        self.false_negatives = self.add_weight("false_negatives", shape)

    def build(self, y_true: tf.TensorSpec, y_pred: tf.TensorSpec) -> None:
        """Makes a state for each label."""
        self.check(y_true, y_pred)
        self._make_state((y_pred.shape[-1],))

    def check(self, y_true, y_pred, where: str = "") -> None:
        """Raises where the shapes differ, or aren't `(batch, labels)`."""
        y_true, y_pred = map(tf.TensorShape, (y_true.shape, y_pred.shape))
        if not _without_ones(y_true).is_compatible_with(_without_ones(y_pred)):
            raise label_shape.mismatch(f"AUC{where}", y_true, y_pred)
        if not self.multi_label or y_pred.rank is None:
            return
        wanted = self.num_labels
        known = y_pred[1] if y_pred.rank == 2 else None
        if known is None or wanted not in (None, known):
            raise ValueError(
                f"AUC{where}: multi_label counts for each label. Expected "
                f"(batch, {wanted or 'labels'}). Received: "
                f"y_pred.shape={y_pred}."
            )

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Adds a batch of labels and predictions."""
        if tf.RaggedTensor in (type(y_true), type(y_pred)):
            y_true, y_pred, sample_weight = ragged.flat(
                (y_true, y_pred), sample_weight
            )
        mask = getattr(y_pred, "_keras_mask", None)
        y_true = tf.cast(y_true, self._keras_state.dtype)
        y_pred = tf.cast(y_pred, self._keras_state.dtype)
        y_true, y_pred = label_shape.same_rank(y_true, y_pred)
        self.check(y_true, y_pred)
        y_pred = tf.sigmoid(y_pred) if self.from_logits else _checked(y_pred)
        if mask is not None:
            sample_weight = reduction.masked(sample_weight, mask, y_pred)
        weights = self._weights(y_pred, sample_weight)
        positives = y_true * weights
        counts = self._counts(y_pred, positives, weights - positives)
        above = tf.cumsum(counts, reverse=True, exclusive=True)[:-1]
        below = tf.reduce_sum(counts, 0) - above
        for variable, number in (
            (self.true_positives, above[..., 0]),
            (self.false_positives, above[..., 1]),
            (self.false_negatives, below[..., 0]),
            (self.true_negatives, below[..., 1]),
        ):
            variable.assign_add(number, read_value=False)

    def _weights(self, y_pred: tf.Tensor, sample_weight) -> tf.Tensor:
        weights = tf.ones_like(y_pred)
        if sample_weight is not None:
            given = tf.cast(sample_weight, self._keras_state.dtype)
            weights *= reduction.align(given, y_pred)
        if self.label_weights is not None and not self.multi_label:
            weights *= tf.cast(self.label_weights, self._keras_state.dtype)
        return weights

    def _counts(self, y_pred, positives, negatives) -> tf.Tensor:
        """Returns weights by how many thresholds the prediction is above.

        `(thresholds + 1, [labels,] 2)`; the last axis: positives, negatives.
        """
        thresholds = tf.constant(self._thresholds, self._keras_state.dtype)
        flat = tf.reshape(y_pred, (-1,))
        number_above = tf.searchsorted(thresholds, flat)
        labels = self.true_positives.shape[1:]
        if labels.rank:
            rows = tf.size(flat) // labels[0]
            label = tf.tile(tf.range(labels[0]), [rows])
            number_above = number_above * labels[0] + label
        pairs = tf.stack([positives, negatives], -1)
        counts = tf.math.unsorted_segment_sum(
            tf.reshape(pairs, (-1, 2)),
            number_above,
            (self.num_thresholds + 1) * (labels.num_elements() or 1),
        )
        return tf.reshape(counts, (self.num_thresholds + 1, *labels, 2))

    def result(self) -> tf.Tensor:
        """Returns the area; 0 before the first batch."""
        if not self._keras_state.is_built:
            return tf.zeros((), self._keras_state.dtype)
        areas = self._areas()
        if self.multi_label and self.label_weights is not None:
            weights = tf.cast(self.label_weights, self._keras_state.dtype)
            return tf.math.divide_no_nan(
                tf.reduce_sum(areas * weights), tf.reduce_sum(weights)
            )
        return tf.reduce_mean(areas)

    def _areas(self) -> tf.Tensor:
        """Returns the area, or one a label."""
        tp, fp = tf.identity(self.true_positives), self.false_positives
        divide = tf.math.divide_no_nan
        recall = divide(tp, tp + self.false_negatives)
        if self.curve == "PR" and self.summation_method == "interpolation":
            return _interpolated(tp, tp + fp, self.false_negatives)
        if self.curve == "ROC":
            x, y = divide(fp, fp + self.true_negatives), recall
        else:
            x, y = recall, divide(tp, tp + fp)
        heights = {
            "interpolation": lambda a, b: (a + b) / 2,
            "minoring": tf.minimum,
            "majoring": tf.maximum,
        }[self.summation_method]
        return tf.reduce_sum((x[:-1] - x[1:]) * heights(y[:-1], y[1:]), 0)

    def get_config(self) -> dict:
        """Returns the constructor's arguments."""
        settings = super().get_config()
        settings["thresholds"] = self.thresholds[1:-1]
        if self._is_even:
            del settings["thresholds"]
        return settings


def _interpolated(tp, predicted, fn) -> tf.Tensor:
    """Returns the area under precision over recall.

    Between two thresholds true positives grow in proportion to predicted ones:
    tp = slope * predicted + intercept. Precision tp / predicted, over recall
    tp / (tp + fn), integrates to
    slope * (change of tp + intercept * log(ratio of predicted)) / (tp + fn).
    """
    divide = tf.math.divide_no_nan
    change = tp[:-1] - tp[1:]
    slope = divide(change, predicted[:-1] - predicted[1:])
    intercept = tp[1:] - slope * predicted[1:]
    both = (predicted[:-1] > 0) & (predicted[1:] > 0)
    ratio = divide(predicted[:-1], predicted[1:])
    ratio = tf.where(both, ratio, tf.ones_like(ratio))
    area = slope * (change + intercept * tf.math.log(ratio))
    return tf.reduce_sum(divide(area, tp[1:] + fn[1:]), 0)


def _checked(y_pred: tf.Tensor) -> tf.Tensor:
    """Returns predictions; raises when one isn't in [0, 1]."""
    message = (
        "AUC: predictions are compared with thresholds in [0, 1]. Expected "
        "probabilities. For scores say from_logits=True."
    )
    checks = [
        tf.debugging.assert_greater_equal(
            y_pred, tf.zeros((), y_pred.dtype), message
        ),
        tf.debugging.assert_less_equal(
            y_pred, tf.ones((), y_pred.dtype), message
        ),
    ]
    if tf.executing_eagerly():
        return y_pred
    with tf.control_dependencies(checks):
        return tf.identity(y_pred)


def _without_ones(shape: tf.TensorShape) -> tf.TensorShape:
    """Returns a shape without a last axis of size 1."""
    return shape[:-1] if shape.rank and shape[-1] == 1 else shape


def _numbers(given) -> list[float] | None:
    return None if given is None else [float(one) for one in given]


def _one_of(argument: str, value: str, known: tuple) -> str:
    found = {name.lower(): name for name in known}.get(str(value).lower())
    if found is None:
        raise ValueError(
            f"AUC: no such {argument}. Expected one of {known}. Received: "
            f"{argument}={value!r}."
        )
    return found


def _inner_thresholds(number: int, given: Sequence[float] | None):
    """Returns the thresholds within [0, 1], in order."""
    if given is not None:
        if any(not 0 <= one <= 1 for one in given):
            raise ValueError(
                "AUC: thresholds are probabilities. Expected numbers in "
                f"[0, 1]. Received: thresholds={list(given)}."
            )
        return sorted(given)
    if number <= 1:
        raise ValueError(
            "AUC: too few thresholds. Expected 2 or more. Received: "
            f"num_thresholds={number}."
        )
    return np.arange(1, number - 1) / (number - 1)
