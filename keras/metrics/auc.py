"""The area under a curve of two rates over thresholds."""

import warnings
from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from keras.backend import config, values
from keras.engine import kinds
from keras.metrics import argument_kinds, confusion_counts, mean, metric
from keras.metrics import thresholds as thresholds_module

_CURVES = ("ROC", "PR", "PR_GAIN")
_METHODS = ("interpolation", "minoring", "majoring")
# Where more pairs than this aren't told apart the area may be off by half of
# it, 0.005.
_MOST_PAIRS = 0.01
_MANY = 200
# Of thresholds near 0 and near 1: how many an octave, and how many octaves;
# float32 has no more near 1.
_IN_AN_OCTAVE, _OCTAVES_AT_0, _OCTAVES_AT_1 = 16, 40, 24


class AUC(metric.Metric):
    """The area under the ROC or the precision-recall curve.

    ROC: the chance that a random positive has a higher prediction than a random
    negative; 0.5 is guessing. PR: the mean precision over recalls; fitter where
    positives are rare. Predictions are compared with thresholds, which costs
    one pass over them however many thresholds there are.

    Args:
        num_thresholds: How many, 2 or more, evenly over [0, 1]; more are closer
            to the curve. None has 995, 16 in each octave near 0 and near 1
            alike, for predictions that crowd there, as of rare events. A
            warning tells where it's needed. Default 200.
        curve: 'ROC', 'PR' or 'PR_GAIN' (of precision and recall as gains over
            predicting everything positive). Default 'ROC'.
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
        y_true: Labels, 0 or 1; or numbers of classes, of one axis fewer.
        y_pred: Probabilities, or scores.
        sample_weight: Weights that broadcast to the labels from the left.

    What isn't in [0, 1] is refused in a call by itself; a graph, as that of
    `fit`, counts it as the nearer end, as in Keras 2.
    Variables: true_positives, true_negatives, false_positives and
        false_negatives, `(thresholds,)` or `(thresholds, labels)`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
        ValueError: If a prediction isn't in [0, 1], in eager calls.
    Source: Davis and Goadrich 2006, for the interpolation of PR; Flach and Kull
        2015, for gains. Differs: gains below 0 count as 0 on the axis of
        recall, as in Keras 2.
    Example:
        >>> area = keras.metrics.AUC(num_thresholds=3)
        >>> float(area([0, 0, 1, 1], [0.0, 0.5, 0.3, 0.9]))
        0.75
    """

    def __init__(
        self,
        num_thresholds: int | None = 200,
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
        if tf.is_tensor(thresholds):
            thresholds = values.get_value(thresholds).tolist()
        argument_kinds.check(
            self,
            thresholds=thresholds,
            multi_label=multi_label,
            num_labels=num_labels,
            label_weights=label_weights,
            from_logits=from_logits,
        )
        if num_thresholds is not None:
            argument_kinds.check(self, num_thresholds=num_thresholds)
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
        self._is_dense = self._is_even and num_thresholds is None
        self._is_told = False
        # Everything is above the first, nothing above the last.
        epsilon = config.epsilon()
        self._thresholds = np.array([-epsilon, *inner, 1 + epsilon])
        self._keras_thresholds = thresholds_module.Thresholds(self._thresholds)
        self.multi_label = multi_label
        self.num_labels = num_labels
        self.label_weights = _label_weights(label_weights)
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
        self.true_positives = self._keras_add_sum("true_positives", shape)
        self.true_negatives = self._keras_add_sum("true_negatives", shape)
        self.false_positives = self._keras_add_sum("false_positives", shape)
        self.false_negatives = self._keras_add_sum("false_negatives", shape)

    def build(self, y_true: tf.TensorSpec, y_pred: tf.TensorSpec) -> None:
        """Makes a state for each label."""
        self.check(y_true, y_pred)
        self._make_state((y_pred.shape[-1],))

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where the shapes differ, or aren't `(batch, labels)`."""
        own, shape = f"AUC{where}", tf.TensorShape(y_pred.shape)
        confusion_counts.are_classes(own, y_true.shape, shape)
        if not self.multi_label or shape.rank is None:
            return
        wanted = self.num_labels
        known = shape[1] if shape.rank == 2 else None
        if known is None or wanted not in (None, known):
            raise ValueError(
                f"{own}: multi_label counts for each label. Expected "
                f"(batch, {wanted or 'labels'}). Received: "
                f"y_pred.shape={shape}."
            )

    def update_state(
        self,
        y_true: kinds.Tensors,
        y_pred: kinds.Tensors,
        sample_weight: kinds.Tensors = None,
    ) -> None:
        """Adds a batch of labels and predictions."""
        data = confusion_counts.compared(
            "AUC", y_true, y_pred, sample_weight, self._keras_state.full_type
        )
        self.check(data.labels, data.predictions)
        counts = confusion_counts.at_thresholds(
            "AUC",
            self._weighed(data),
            self._keras_thresholds,
            self.true_positives.shape[-1] if self.multi_label else None,
        )
        for name, number in counts._asdict().items():
            mean.add(getattr(self, name), number)

    def _weighed(self, data: confusion_counts.Compared):
        """Returns probabilities, with the labels' weights in the weights."""
        p, weights = data.predictions, data.weights
        if self.from_logits:
            p = tf.sigmoid(p)
        else:
            thresholds_module.check_probabilities(
                "AUC", p, "For scores say from_logits=True."
            )
        if self.label_weights is not None and not self.multi_label:
            of_labels = tf.cast(self.label_weights, p.dtype)
            weights = of_labels if weights is None else weights * of_labels
        return data._replace(predictions=p, weights=weights)

    def result(self) -> tf.Tensor:
        """Returns the area; 0 before the first batch.

        The ROC of labels that are all positive, or all negative, is NaN; the
        mean over labels leaves it out.
        """
        if not self._keras_state.is_built:
            return tf.zeros((), self._keras_state.dtype)
        self._warn_of_crowds()
        if self.curve == "PR" and self.summation_method == "interpolation":
            return self.interpolate_pr_auc()
        return self._mean_of_labels(self._areas())

    def reset_state(self) -> None:
        """Sets the state to nothing seen."""
        self._warn_of_crowds()  # `fit` asks for results in graphs alone.
        super().reset_state()

    def _warn_of_crowds(self) -> None:
        """Warns once where thresholds don't tell predictions apart."""
        asked = self.curve == "ROC" and self._is_even and not self._is_dense
        if self.num_thresholds < _MANY:
            return  # Whoever wants so few takes what they tell.
        if not asked or self._is_told or not tf.executing_eagerly():
            return
        if self.multi_label or tf.distribute.in_cross_replica_context():
            return
        found = _pairs_at_the_ends(self.true_positives, self.false_positives)
        if found > _MOST_PAIRS:
            self._is_told = True
            warnings.warn(
                f"AUC {self.name!r}: predictions crowd at an end of [0, 1]. "
                "Expected some that the thresholds tell apart. Received: "
                f"{found:.0%} of the pairs of a positive and a negative below "
                "the first or above the last. Say num_thresholds=None; for "
                "scores, which aren't in [0, 1], from_logits=True.",
                stacklevel=3,
            )

    def interpolate_pr_auc(self) -> tf.Tensor:
        """Returns the area under precision over recall, as interpolated."""
        tp = tf.convert_to_tensor(self.true_positives)
        predicted = tp + self.false_positives
        areas = _interpolated(tp, predicted, self.false_negatives)
        return self._mean_of_labels(areas)

    def _mean_of_labels(self, areas: tf.Tensor) -> tf.Tensor:
        areas = metric.narrow(self, areas)
        if not self.multi_label:
            return areas
        weights = tf.ones_like(areas)
        if self.label_weights is not None:
            weights *= tf.cast(self.label_weights, areas.dtype)
        undefined = tf.math.is_nan(areas)
        zeros = tf.zeros_like(areas)
        weights = tf.where(undefined, zeros, weights)
        areas = tf.where(undefined, zeros, areas)
        average = tf.math.divide_no_nan(
            tf.reduce_sum(areas * weights), tf.reduce_sum(weights)
        )
        nan = tf.constant(np.nan, areas.dtype)
        return tf.where(tf.reduce_all(undefined), nan, average)

    def _areas(self) -> tf.Tensor:
        """Returns the area, or one a label."""
        x, y = {"ROC": self._roc, "PR": self._pr, "PR_GAIN": self._pr_gain}[
            self.curve
        ]()
        heights = {
            "interpolation": lambda a, b: (a + b) / 2,
            "minoring": tf.minimum,
            "majoring": tf.maximum,
        }[self.summation_method]
        areas = tf.reduce_sum((x[:-1] - x[1:]) * heights(y[:-1], y[1:]), 0)
        if self.curve != "ROC":
            return areas
        # Below the first threshold there is nothing.
        has_positives = self.true_positives[0] > 0
        has_negatives = self.false_positives[0] > 0
        nan = tf.constant(np.nan, areas.dtype)
        return tf.where(has_positives == has_negatives, areas, nan)

    def _roc(self) -> tuple[tf.Tensor, tf.Tensor]:
        tp, fp = self.true_positives, self.false_positives
        return _rate(fp, self.true_negatives), _rate(tp, self.false_negatives)

    def _pr(self) -> tuple[tf.Tensor, tf.Tensor]:
        tp, fp = self.true_positives, self.false_positives
        return _rate(tp, self.false_negatives), _rate(tp, fp)

    def _pr_gain(self) -> tuple[tf.Tensor, tf.Tensor]:
        divide = tf.math.divide_no_nan
        tp, fp, fn, tn = map(
            tf.convert_to_tensor,
            (
                self.true_positives,
                self.false_positives,
                self.false_negatives,
                self.true_negatives,
            ),
        )
        odds = divide(tp + fn, fp + tn)
        zeros, ones = tf.zeros_like(tp), tf.ones_like(tp)
        recall = tf.where(tp > 0, ones - odds * divide(fn, tp), zeros)
        precision = tf.where(tp > 0, ones - odds * divide(fp, tp), ones)
        return tf.maximum(recall, zeros), precision

    def get_config(self) -> dict:
        """Returns the constructor's arguments."""
        settings = super().get_config()
        settings["thresholds"] = self.thresholds[1:-1]
        if self._is_even:
            del settings["thresholds"]
        if self._is_dense:
            settings["num_thresholds"] = None
        return settings


def _pairs_at_the_ends(true_positives, false_positives) -> float:
    """Returns the share of pairs that the first or the last bin has whole."""
    share = 0.0
    positive, negative = true_positives.numpy(), false_positives.numpy()
    if not (positive[0] and negative[0]):
        return share
    for of_bin in (lambda n: n[0] - n[1], lambda n: n[-2] - n[-1]):
        pair = of_bin(positive) / positive[0] * of_bin(negative) / negative[0]
        share += float(pair)
    return share


def _rate(part: tf.Variable, others: tf.Variable) -> tf.Tensor:
    part = tf.convert_to_tensor(part)
    return tf.math.divide_no_nan(part, part + others)


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


def _label_weights(given) -> list[float] | None:
    if given is None:
        return None
    weights = [float(one) for one in given]
    if any(one < 0 for one in weights):
        raise ValueError(
            "AUC: a label's weight is negative. Expected numbers of 0 or more. "
            f"Received: label_weights={weights}."
        )
    return weights


def _one_of(argument: str, value: str, known: tuple) -> str:
    plain = str(value).lower().replace("_", "")
    found = {name.lower().replace("_", ""): name for name in known}.get(plain)
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
    if number is None:
        return _dense()
    if number <= 1:
        raise ValueError(
            "AUC: too few thresholds. Expected 2 or more. Received: "
            f"num_thresholds={number}."
        )
    thresholds_module.require_room(number)
    return np.arange(1, number - 1) / (number - 1)


def _dense() -> np.ndarray:
    """Returns thresholds in equal steps within each octave from 0 and 1."""
    steps = 0.5 + np.arange(_IN_AN_OCTAVE) / (2 * _IN_AN_OCTAVE)
    near_0, near_1 = (
        np.multiply.outer(2.0 ** -np.arange(octaves), steps).ravel()
        for octaves in (_OCTAVES_AT_0, _OCTAVES_AT_1)
    )
    return np.unique([*near_0[near_0 < 0.5], 0.5, *1 - near_1[near_1 < 0.5]])
