"""One row a setting of a metric: its class and an independent reference.

A reference is `formula(*arguments, weights, **settings)` in NumPy: the result
after all that was seen, where `weights` has one a row. Whatever stands here is
held to all that metrics keep.
"""

from keras.losses import rows as loss_rows
from keras.losses import squared_error
from keras.metrics import (
    auc,
    confusion,
    matching,
    mean,
    mean_error,
    mean_loss,
    mean_margin,
    operating_point,
    precision_recall,
)
from keras.testing import (
    confusion_formulas,
    example_labels,
    metric_row,
    score_rows,
)
from keras.testing import metric_formulas as formulas

_BINARY = (
    mean_loss.BinaryCrossentropy,
    formulas.mean_of(loss_rows.binary_formula),
)
_CATEGORICAL = (
    mean_loss.CategoricalCrossentropy,
    formulas.mean_of(loss_rows.categorical_formula),
)
_SPARSE = (mean_loss.SparseCategoricalCrossentropy, formulas.sparse_mean)
_COSINE = (
    mean_error.CosineSimilarity,
    formulas.mean_of(formulas.cosine_formula),
)
_TOP = (matching.TopKCategoricalAccuracy, formulas.mean_of(formulas.in_top))
_SPARSE_TOP = (
    matching.SparseTopKCategoricalAccuracy,
    formulas.mean_of(formulas.of_classes(formulas.in_top)),
)
_FIXED = {"ranks": "the axis is fixed", "keras 2 ragged": "it has the axis"}
_SINGLE = {"keras 2 ragged": "it compares the numbers of a row one by one"}
_ALWAYS_RIGHT = {"keras 2 ragged": "it sees rows of one class"}
_FLOAT32 = {"keras 2 float64": "its kernel takes float32 alone"}
_AREA = (auc.AUC, confusion_formulas.area_formula, example_labels.BITS)

_PRECISION, _RECALL = (
    (
        precision_recall.Precision,
        confusion_formulas.share_of(1),
        example_labels.BITS,
    ),
    (
        precision_recall.Recall,
        confusion_formulas.share_of(2),
        example_labels.BITS,
    ),
)
_PRECISION_RATE, _RECALL_RATE, _SPECIFICITY = (0, 1), (0, 2), (3, 1)
_BEST = (
    (
        operating_point.SensitivityAtSpecificity,
        confusion_formulas.best_of(_SPECIFICITY, _RECALL_RATE),
        {"specificity": 0.8},
    ),
    (
        operating_point.SpecificityAtSensitivity,
        confusion_formulas.best_of(_RECALL_RATE, _SPECIFICITY),
        {"sensitivity": 0.8},
    ),
    (
        operating_point.PrecisionAtRecall,
        confusion_formulas.best_of(_RECALL_RATE, _PRECISION_RATE),
        {"recall": 0.1},
    ),
    (
        operating_point.RecallAtPrecision,
        confusion_formulas.best_of(_PRECISION_RATE, _RECALL_RATE),
        {"precision": 0.8},
    ),
)

_PER_LABEL = {
    "keras 2 ragged": "it needs (batch, labels)",
    "ragged": "it needs (batch, labels)",
    "ranks": "it needs (batch, labels)",
}
_OF_CLASSES = {
    "keras 2 ragged": "it looks for classes in rows",
    "ragged": "rows of classes have one length",
}
_UNMADE = {"keras 2 unseen": "its state isn't there yet"}

ROWS = (
    metric_row.Row(
        mean.Mean,
        formulas.mean_formula,
        example_labels.NUMBERS,
        takes_values=True,
    ),
    metric_row.Row(
        mean.Sum,
        formulas.sum_formula,
        example_labels.NUMBERS,
        takes_values=True,
    ),
    metric_row.Row(
        mean.MeanMetricWrapper,
        lambda y, p, weights, fn: formulas.mean_of(loss_rows.squared)(
            y, p, weights
        ),
        example_labels.NUMBERS,
        {"fn": squared_error.mean_squared_error},
        exceptions={"by name": "it needs a function"},
    ),
    metric_row.Row(
        mean_error.MeanSquaredError,
        formulas.mean_of(loss_rows.squared),
        example_labels.NUMBERS,
    ),
    metric_row.Row(
        mean_error.RootMeanSquaredError,
        formulas.root_mean_square,
        example_labels.NUMBERS,
    ),
    metric_row.Row(
        mean_error.MeanAbsoluteError,
        formulas.mean_of(loss_rows.absolute),
        example_labels.NUMBERS,
    ),
    metric_row.Row(
        mean_error.MeanAbsolutePercentageError,
        formulas.mean_of(loss_rows.percentage),
        example_labels.NUMBERS,
    ),
    metric_row.Row(
        mean_error.MeanSquaredLogarithmicError,
        formulas.mean_of(loss_rows.logarithmic),
        example_labels.BITS,
    ),
    metric_row.Row(
        mean_error.LogCoshError,
        formulas.mean_of(loss_rows.log_cosh),
        example_labels.NUMBERS,
    ),
    metric_row.Row(
        mean_error.Poisson,
        formulas.mean_of(loss_rows.poisson),
        example_labels.BITS,
    ),
    metric_row.Row(
        mean_error.KLDivergence,
        formulas.mean_of(loss_rows.divergence_formula),
        example_labels.ONE_HOT,
        exceptions=_SINGLE,
    ),
    metric_row.Row(*_COSINE, example_labels.NUMBERS, exceptions=_SINGLE),
    metric_row.Row(
        *_COSINE,
        example_labels.NUMBERS,
        {"axis": 1},
        example=(4, 3),
        exceptions={**_FIXED, **_SINGLE},
    ),
    metric_row.Row(
        mean_margin.Hinge,
        formulas.mean_of(loss_rows.hinge),
        example_labels.BITS,
    ),
    metric_row.Row(
        mean_margin.SquaredHinge,
        formulas.mean_of(loss_rows.squared_hinge),
        example_labels.BIT_SCORES,
    ),
    metric_row.Row(
        mean_margin.CategoricalHinge,
        formulas.mean_of(loss_rows.categorical_hinge),
        example_labels.ONE_HOT_SCORES,
        exceptions=_SINGLE,
    ),
    metric_row.Row(*_BINARY, example_labels.BITS),
    metric_row.Row(*_BINARY, example_labels.BIT_SCORES, {"from_logits": True}),
    metric_row.Row(*_BINARY, example_labels.BITS, {"label_smoothing": 0.2}),
    metric_row.Row(
        *_CATEGORICAL, example_labels.ONE_HOT, exceptions=_ALWAYS_RIGHT
    ),
    metric_row.Row(
        *_CATEGORICAL,
        example_labels.ONE_HOT_SCORES,
        {"from_logits": True},
        exceptions=_ALWAYS_RIGHT,
    ),
    metric_row.Row(
        *_CATEGORICAL,
        example_labels.ONE_HOT,
        {"label_smoothing": 0.2},
        exceptions=_ALWAYS_RIGHT,
    ),
    metric_row.Row(
        *_CATEGORICAL,
        example_labels.ONE_HOT,
        {"axis": 1},
        example=(4, 4),
        exceptions=_FIXED,
    ),
    metric_row.Row(*_SPARSE, example_labels.CLASSES),
    metric_row.Row(
        *_SPARSE, example_labels.CLASS_SCORES, {"from_logits": True}
    ),
    metric_row.Row(*_SPARSE, example_labels.CLASSES, {"ignore_class": 1}),
    metric_row.Row(
        *_SPARSE,
        example_labels.CLASSES,
        {"axis": 1},
        example=(4, 4),
        exceptions=_FIXED,
    ),
    metric_row.Row(
        matching.Accuracy,
        formulas.mean_of(formulas.equal),
        example_labels.WHOLE,
    ),
    metric_row.Row(
        matching.BinaryAccuracy,
        formulas.mean_of(formulas.same_side),
        example_labels.BITS,
    ),
    metric_row.Row(
        matching.BinaryAccuracy,
        formulas.mean_of(formulas.same_side),
        example_labels.BITS,
        {"threshold": 0.7},
    ),
    metric_row.Row(
        matching.CategoricalAccuracy,
        formulas.mean_of(formulas.likeliest),
        example_labels.ONE_HOT,
        exceptions=_ALWAYS_RIGHT,
    ),
    metric_row.Row(
        matching.SparseCategoricalAccuracy,
        formulas.mean_of(formulas.of_classes(formulas.likeliest)),
        example_labels.CLASSES,
    ),
    metric_row.Row(
        *_TOP, example_labels.ONE_HOT, exceptions=_ALWAYS_RIGHT | _FLOAT32
    ),
    metric_row.Row(
        *_TOP,
        example_labels.ONE_HOT,
        {"k": 2},
        exceptions=_ALWAYS_RIGHT | _FLOAT32,
    ),
    metric_row.Row(*_SPARSE_TOP, example_labels.CLASSES, exceptions=_FLOAT32),
    metric_row.Row(
        *_SPARSE_TOP, example_labels.CLASSES, {"k": 2}, exceptions=_FLOAT32
    ),
    metric_row.Row(
        matching.SparseTopKCategoricalAccuracy,
        formulas.mean_of(formulas.in_first),
        example_labels.SORTED_CLASSES,
        {"k": 2, "from_sorted_ids": True},
        exceptions={"keras 2": "Keras 3 alone has the argument"},
    ),
    metric_row.Row(*_AREA),
    metric_row.Row(*_AREA, {"num_thresholds": 7}),
    metric_row.Row(*_AREA, {"thresholds": [0.7, 0.25, 0.5]}),
    metric_row.Row(*_AREA, {"summation_method": "minoring"}),
    metric_row.Row(*_AREA, {"summation_method": "majoring"}),
    metric_row.Row(*_AREA, {"curve": "PR"}),
    metric_row.Row(*_AREA, {"curve": "PR", "summation_method": "minoring"}),
    metric_row.Row(*_AREA, {"curve": "PR", "summation_method": "majoring"}),
    metric_row.Row(*_AREA, {"curve": "PR_GAIN"}),
    metric_row.Row(
        *_AREA[:2], example_labels.BIT_SCORES, {"from_logits": True}
    ),
    metric_row.Row(
        *_AREA, {"multi_label": True}, exceptions=_PER_LABEL | _UNMADE
    ),
    metric_row.Row(
        *_AREA,
        {"multi_label": True, "num_labels": 4, "curve": "PR"},
        exceptions=_PER_LABEL,
    ),
    metric_row.Row(
        *_AREA,
        {"multi_label": True, "label_weights": [1.0, 0.5, 2.0, 1.0]},
        exceptions=_PER_LABEL | _UNMADE,
    ),
    metric_row.Row(
        *_AREA,
        {"label_weights": [1.0, 0.5, 2.0, 1.0]},
        exceptions={
            "keras 2 ragged": "it needs (batch, labels)",
            "keras 2 steps": "it needs (batch, labels)",
        },
    ),
    *(
        metric_row.Row(
            cls,
            confusion_formulas.count_of(kind),
            example_labels.BITS,
            settings,
        )
        for kind, cls in enumerate(
            (
                confusion.TruePositives,
                confusion.FalsePositives,
                confusion.FalseNegatives,
                confusion.TrueNegatives,
            )
        )
        for settings in ({}, {"thresholds": [0.7, 0.25, 0.6]})
    ),
    *(
        metric_row.Row(*share, settings, exceptions=exceptions)
        for share in (_PRECISION, _RECALL)
        for settings, exceptions in (
            ({}, {}),
            ({"thresholds": 0.3}, {}),
            ({"thresholds": [0.25, 0.5, 0.75, 0.9]}, {}),
            ({"top_k": 1}, _OF_CLASSES | _FLOAT32),
            ({"class_id": 1}, _OF_CLASSES),
            (
                {"top_k": 3, "thresholds": [0.3], "class_id": 1},
                _OF_CLASSES | _FLOAT32,
            ),
        )
    ),
    *(
        metric_row.Row(
            cls,
            formula,
            example_labels.BITS,
            held | settings,
            exceptions=exceptions,
        )
        for cls, formula, held in _BEST
        for settings, exceptions in (
            ({}, {}),
            ({"num_thresholds": 3}, {}),
            ({"num_thresholds": 1}, {}),
            ({"class_id": 1}, _OF_CLASSES),
        )
    ),
    *score_rows.ROWS,
)

# Metrics without a row, and why.
WITHOUT_ROW = {
    "Metric": "it is the base",
    "MeanTensor": "all that it sees has the result's shape",
}
