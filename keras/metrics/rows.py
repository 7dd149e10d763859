"""One row a setting of a metric: its class and an independent reference.

A reference is `formula(*arguments, weights, **settings)` in NumPy: the result
after all that was seen, where `weights` has one a row. Whatever stands here is
held to all that metrics keep.
"""

import dataclasses
from collections.abc import Callable

import numpy as np

from keras.backend import naming
from keras.losses import rows as loss_rows
from keras.losses import squared_error
from keras.metrics import (
    auc,
    matching,
    mean,
    mean_error,
    mean_loss,
    mean_margin,
    metric,
)
from keras.testing import example_labels

# What a row may be excepted from, with its reason.
CONCERNS = frozenset(
    {
        "by name",  # strings stand for it
        "keras 2",  # everything that is held against tf_keras
        "keras 2 float64",  # the state's type
        "keras 2 ragged",  # rows that differ in length
        "keras 2 steps",  # an axis more between batch and labels
        "keras 2 unseen",  # the result before the first batch
        "ragged",  # rows may differ in length
        "ranks",  # examples may have another rank
    }
)


_NAMES = {
    "KLDivergence": "kullback_leibler_divergence",
    "LogCoshError": "logcosh",
}


@dataclasses.dataclass(frozen=True)
class Row:
    """A metric in the table.

    Args:
        metric_class: The class.
        reference: The formula in NumPy.
        kind: What it compares.
        settings: What the constructor is called with. Each argument is set by
            a row of the class.
        example: Shape of one example's predictions. Default (4,).
        takes_values: True where it is given values alone, no labels.
        exceptions: What doesn't hold for the row (see CONCERNS), and why.
    """

    metric_class: type
    reference: Callable
    kind: example_labels.Kind
    settings: dict = dataclasses.field(default_factory=dict)
    example: tuple = (4,)
    takes_values: bool = False
    exceptions: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def default_name(self) -> str:
        """What it is called in logs: its class, or what Keras 2 says."""
        name = self.metric_class.__name__
        return _NAMES.get(name) or naming.snake_case(name)

    @property
    def id(self) -> str:
        """The row's name in a test report."""
        return "-".join([self.metric_class.__name__, *self.settings])

    def make(self, **arguments) -> metric.Metric:
        """Returns a new metric.

        Args:
            **arguments: In place of the row's settings and beside them.
        """
        return self.metric_class(**{**self.settings, **arguments})

    def draw(self, batch: int, seed: int = 7, more: tuple = ()) -> tuple:
        """Returns what the metric is updated with, in float64.

        Args:
            batch: Number of examples.
            seed: Another one draws others.
            more: Sizes of axes between the batch's and an example's.
        """
        axis = self.settings.get("axis", -1)
        drawn = self.kind.draw((batch, *more, *self.example), axis, seed)
        return drawn[1:] if self.takes_values else drawn

    def expected(self, batches, weights=None) -> float:
        """Returns the result by formula.

        Args:
            batches: What was seen: arguments of each update.
            weights: Weights of the rows of each. Default None: 1.
        """
        seen = [
            np.concatenate([np.asarray(one, "float64") for one in part])
            for part in zip(*batches, strict=True)
        ]
        if weights is None:
            weights = [np.ones(len(batch[0])) for batch in batches]
        return self.reference(*seen, np.concatenate(weights), **self.settings)


def mean_of(function: Callable) -> Callable:
    """The weighted mean of what a function makes of labels and predictions.

    Args:
        function: `function(y, p, **settings)`, one number an example.
    """

    def formula(y, p, weights, **settings):
        return mean_formula(function(y, p, **settings), weights)

    return formula


def mean_formula(values, weights):
    """sum(weight * value) / sum(weight)"""
    of_each = spread(weights, values)
    return (values * of_each).sum() / of_each.sum()


def root_mean_square(y, p, weights):
    """sqrt(sum(weight * (y - p)^2) / sum(weight))"""
    return mean_formula((y - p) ** 2, weights) ** 0.5


def cosine_formula(y, p, axis=-1):
    """sum(y p) / (|y| |p|)"""
    return -loss_rows.cosine_formula(y, p, axis)


def sum_formula(values, weights):
    """sum(weight * value)"""
    return (values * spread(weights, values)).sum()


def spread(weights, values):
    """A row's weight for each of its values."""
    shape = [*weights.shape, *[1] * (values.ndim - weights.ndim)]
    return np.broadcast_to(weights.reshape(shape), values.shape)


def equal(y, p):
    """y = p"""
    return (y == p) * 1.0


def same_side(y, p, threshold=0.5):
    """p is above the threshold where y is 1"""
    return equal(y, p > threshold)


def in_top(y, p, k=5):
    """fewer than k classes are likelier than that of a one-hot label"""
    of_label = (p * y).sum(-1, keepdims=True)
    return ((p > of_label).sum(-1) < k) * 1.0


def of_classes(function: Callable) -> Callable:
    """A formula of one-hot labels for labels that are whole numbers.

    Args:
        function: `function(y, p, **settings)`.
    """

    def formula(y, p, **settings):
        one_hot = (np.arange(p.shape[-1]) == y[..., None]) * 1.0
        return function(one_hot, p, **settings)

    return formula


def likeliest(y, p):
    """The likeliest class is that of a one-hot label."""
    return in_top(y, p, k=1)


def area_formula(
    y,
    p,
    weights,
    num_thresholds=200,
    curve="ROC",
    summation_method="interpolation",
    thresholds=None,
    multi_label=False,
    num_labels=None,
    label_weights=None,
    from_logits=False,
):
    """The area under points of a curve, each from counts at its threshold."""
    p = 1 / (1 + np.exp(-p)) if from_logits else p
    inner = np.arange(1, num_thresholds - 1) / (num_thresholds - 1)
    inner = inner if thresholds is None else np.sort(thresholds)
    cuts = [-1.0, *inner, 2.0]
    weights = spread(weights, y)
    columns = [slice(i, i + 1) for i in range(y.shape[-1])]
    if not multi_label:
        columns = [slice(None)]
        weights = weights * (1 if label_weights is None else label_weights)
    areas = [
        area_of(y[..., c], p[..., c], weights[..., c], cuts)[
            curve, summation_method
        ]
        for c in columns
    ]
    return np.average(areas, weights=label_weights if multi_label else None)


def area_of(y, p, weights, cuts):
    """Areas by curve and method."""
    positive, negative = (y * weights), (1 - y) * weights
    tp = np.array([positive[p > cut].sum() for cut in cuts])
    fp = np.array([negative[p > cut].sum() for cut in cuts])
    recall, fall_out = ratio(tp, positive.sum()), ratio(fp, negative.sum())
    precision = ratio(tp, tp + fp)
    heights = {
        "interpolation": lambda h: (h[:-1] + h[1:]) / 2,
        "minoring": lambda h: np.minimum(h[:-1], h[1:]),
        "majoring": lambda h: np.maximum(h[:-1], h[1:]),
    }
    areas = {}
    for curve, x, h in (("ROC", fall_out, recall), ("PR", recall, precision)):
        for method, height in heights.items():
            areas[curve, method] = ((x[:-1] - x[1:]) * height(h)).sum()
    between = zip(tp[:-1], fp[:-1], tp[1:], fp[1:], strict=True)
    parts = [precision_integral(*points) for points in between]
    areas["PR", "interpolation"] = ratio(sum(parts), positive.sum())
    return areas


def ratio(part, whole):
    """part / whole, 0 where there is nothing"""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), 0.0)


def precision_integral(tp, fp, next_tp, next_fp):
    """Precision over true positives, from one point to the next.

    False positives grow in proportion; summed by the midpoint rule.
    """
    steps = (np.arange(2000) + 0.5) / 2000
    true = next_tp + (tp - next_tp) * steps
    false = next_fp + (fp - next_fp) * steps
    return (tp - next_tp) * (true / (true + false + 1e-300)).mean()


def sparse_mean(y, p, weights, ignore_class=None, **settings):
    """The mean over labels that count."""
    losses = loss_rows.sparse_formula(y, p, **settings)
    counted = spread(weights, losses) * (y != ignore_class)
    return (losses * counted).sum() / counted.sum()


_BINARY = (mean_loss.BinaryCrossentropy, mean_of(loss_rows.binary_formula))
_CATEGORICAL = (
    mean_loss.CategoricalCrossentropy,
    mean_of(loss_rows.categorical_formula),
)
_SPARSE = (mean_loss.SparseCategoricalCrossentropy, sparse_mean)
_COSINE = (mean_error.CosineSimilarity, mean_of(cosine_formula))
_TOP = (matching.TopKCategoricalAccuracy, mean_of(in_top))
_SPARSE_TOP = (
    matching.SparseTopKCategoricalAccuracy,
    mean_of(of_classes(in_top)),
)
_AREA = (auc.AUC, area_formula, example_labels.BITS)

_FIXED = {"ranks": "the axis is fixed", "keras 2 ragged": "it has the axis"}
_PER_LABEL = {
    "keras 2 ragged": "it needs (batch, labels)",
    "ragged": "it needs (batch, labels)",
    "ranks": "it needs (batch, labels)",
}
_SINGLE = {"keras 2 ragged": "it compares the numbers of a row one by one"}
_UNMADE = {"keras 2 unseen": "its state isn't there yet"}
_ALWAYS_RIGHT = {"keras 2 ragged": "it sees rows of one class"}
_FLOAT32 = {"keras 2 float64": "its kernel takes float32 alone"}

ROWS = (
    Row(mean.Mean, mean_formula, example_labels.NUMBERS, takes_values=True),
    Row(mean.Sum, sum_formula, example_labels.NUMBERS, takes_values=True),
    Row(
        mean.MeanMetricWrapper,
        lambda y, p, weights, fn: mean_of(loss_rows.squared)(y, p, weights),
        example_labels.NUMBERS,
        {"fn": squared_error.mean_squared_error},
        exceptions={"by name": "it needs a function"},
    ),
    Row(
        mean_error.MeanSquaredError,
        mean_of(loss_rows.squared),
        example_labels.NUMBERS,
    ),
    Row(
        mean_error.RootMeanSquaredError,
        root_mean_square,
        example_labels.NUMBERS,
    ),
    Row(
        mean_error.MeanAbsoluteError,
        mean_of(loss_rows.absolute),
        example_labels.NUMBERS,
    ),
    Row(
        mean_error.MeanAbsolutePercentageError,
        mean_of(loss_rows.percentage),
        example_labels.NUMBERS,
    ),
    Row(
        mean_error.MeanSquaredLogarithmicError,
        mean_of(loss_rows.logarithmic),
        example_labels.BITS,
    ),
    Row(
        mean_error.LogCoshError,
        mean_of(loss_rows.log_cosh),
        example_labels.NUMBERS,
    ),
    Row(mean_error.Poisson, mean_of(loss_rows.poisson), example_labels.BITS),
    Row(
        mean_error.KLDivergence,
        mean_of(loss_rows.divergence_formula),
        example_labels.ONE_HOT,
        exceptions=_SINGLE,
    ),
    Row(*_COSINE, example_labels.NUMBERS, exceptions=_SINGLE),
    Row(
        *_COSINE,
        example_labels.NUMBERS,
        {"axis": 1},
        example=(4, 3),
        exceptions={**_FIXED, **_SINGLE},
    ),
    Row(mean_margin.Hinge, mean_of(loss_rows.hinge), example_labels.BITS),
    Row(
        mean_margin.SquaredHinge,
        mean_of(loss_rows.squared_hinge),
        example_labels.BIT_SCORES,
    ),
    Row(
        mean_margin.CategoricalHinge,
        mean_of(loss_rows.categorical_hinge),
        example_labels.ONE_HOT_SCORES,
        exceptions=_SINGLE,
    ),
    Row(*_BINARY, example_labels.BITS),
    Row(*_BINARY, example_labels.BIT_SCORES, {"from_logits": True}),
    Row(*_BINARY, example_labels.BITS, {"label_smoothing": 0.2}),
    Row(*_CATEGORICAL, example_labels.ONE_HOT, exceptions=_ALWAYS_RIGHT),
    Row(
        *_CATEGORICAL,
        example_labels.ONE_HOT_SCORES,
        {"from_logits": True},
        exceptions=_ALWAYS_RIGHT,
    ),
    Row(
        *_CATEGORICAL,
        example_labels.ONE_HOT,
        {"label_smoothing": 0.2},
        exceptions=_ALWAYS_RIGHT,
    ),
    Row(
        *_CATEGORICAL,
        example_labels.ONE_HOT,
        {"axis": 1},
        example=(4, 4),
        exceptions=_FIXED,
    ),
    Row(*_SPARSE, example_labels.CLASSES),
    Row(*_SPARSE, example_labels.CLASS_SCORES, {"from_logits": True}),
    Row(*_SPARSE, example_labels.CLASSES, {"ignore_class": 1}),
    Row(
        *_SPARSE,
        example_labels.CLASSES,
        {"axis": 1},
        example=(4, 4),
        exceptions=_FIXED,
    ),
    Row(matching.Accuracy, mean_of(equal), example_labels.WHOLE),
    Row(matching.BinaryAccuracy, mean_of(same_side), example_labels.BITS),
    Row(
        matching.BinaryAccuracy,
        mean_of(same_side),
        example_labels.BITS,
        {"threshold": 0.7},
    ),
    Row(
        matching.CategoricalAccuracy,
        mean_of(likeliest),
        example_labels.ONE_HOT,
        exceptions=_ALWAYS_RIGHT,
    ),
    Row(
        matching.SparseCategoricalAccuracy,
        mean_of(of_classes(likeliest)),
        example_labels.CLASSES,
    ),
    Row(*_TOP, example_labels.ONE_HOT, exceptions=_ALWAYS_RIGHT | _FLOAT32),
    Row(
        *_TOP,
        example_labels.ONE_HOT,
        {"k": 2},
        exceptions=_ALWAYS_RIGHT | _FLOAT32,
    ),
    Row(*_SPARSE_TOP, example_labels.CLASSES, exceptions=_FLOAT32),
    Row(*_SPARSE_TOP, example_labels.CLASSES, {"k": 2}, exceptions=_FLOAT32),
    Row(*_AREA),
    Row(*_AREA, {"num_thresholds": 7}),
    Row(*_AREA, {"thresholds": [0.7, 0.25, 0.5]}),
    Row(*_AREA, {"summation_method": "minoring"}),
    Row(*_AREA, {"summation_method": "majoring"}),
    Row(*_AREA, {"curve": "PR"}),
    Row(*_AREA, {"curve": "PR", "summation_method": "minoring"}),
    Row(*_AREA, {"curve": "PR", "summation_method": "majoring"}),
    Row(*_AREA[:2], example_labels.BIT_SCORES, {"from_logits": True}),
    Row(*_AREA, {"multi_label": True}, exceptions=_PER_LABEL | _UNMADE),
    Row(
        *_AREA,
        {"multi_label": True, "num_labels": 4, "curve": "PR"},
        exceptions=_PER_LABEL,
    ),
    Row(
        *_AREA,
        {"multi_label": True, "label_weights": [1.0, 0.5, 2.0, 1.0]},
        exceptions=_PER_LABEL | _UNMADE,
    ),
    Row(
        *_AREA,
        {"label_weights": [1.0, 0.5, 2.0, 1.0]},
        exceptions={
            "keras 2 ragged": "it needs (batch, labels)",
            "keras 2 steps": "it needs (batch, labels)",
        },
    ),
)

# Metrics without a row, and why.
WITHOUT_ROW = {"Metric": "it is the base"}
