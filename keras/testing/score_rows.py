"""Rows of metrics that score regions, classes and regressions as a whole."""

from keras.metrics import correlation, f_score, mean_error, overlap, r2
from keras.testing import example_labels, metric_row, score_formulas

_FIXED = {"ranks": "the axis is fixed", "keras 2 ragged": "it has the axis"}
_CHOSEN = {"num_classes": 4, "target_class_ids": [1, 2]}
_DENSE = {"sparse_y_true": False, "sparse_y_pred": False}
_ROWS_OF_CLASSES = {
    "keras 2 ragged": "it looks for classes in rows",
    "keras 2 steps": "it takes a weight a number",
}
_NUMBERS = {"keras 2 steps": "it takes a weight a number"}
_COLUMNS = {
    "keras 2 float64": "it has a factor in float32",
    "keras 2 ragged": "it needs (batch, columns)",
    "keras 2 steps": "it needs (batch, columns)",
    "keras 2 unseen": "its state isn't there yet",
    "file": "the first batch makes its state",
    "ragged": "columns have one length",
}
_OF_KERAS_3 = {"keras 2": "it has none"}

ROWS = (
    metric_row.Row(
        mean_error.MeanRelativeError,
        score_formulas.relative,
        example_labels.NUMBERS,
        {"normalizer": [1.0, 0.5, 2.0, 4.0]},
        exceptions={
            "keras 2 ragged": "each row has a normalizer",
            "ragged": "likewise",
        },
    ),
    *(
        metric_row.Row(
            cls,
            formula,
            example_labels.WHOLE,
            settings,
            example=(),
            exceptions=_NUMBERS,
        )
        for cls, formula, settings in (
            (
                overlap.IoU,
                score_formulas.overlap_of(),
                {"num_classes": 3, "target_class_ids": [0, 2]},
            ),
            (
                overlap.IoU,
                score_formulas.overlap_of(),
                {
                    "num_classes": 3,
                    "target_class_ids": [0, 2],
                    "ignore_class": 1,
                },
            ),
            (overlap.MeanIoU, score_formulas.overlap_of(), {"num_classes": 3}),
            (
                overlap.MeanIoU,
                score_formulas.overlap_of(),
                {"num_classes": 3, "ignore_class": 1},
            ),
        )
    ),
    *(
        metric_row.Row(
            cls,
            score_formulas.overlap_of(**given),
            kind,
            settings,
            exceptions=_ROWS_OF_CLASSES,
        )
        for cls, given, kind, settings in (
            (
                overlap.IoU,
                {},
                example_labels.CLASSES,
                {**_CHOSEN, "sparse_y_pred": False},
            ),
            (
                overlap.IoU,
                {},
                example_labels.ONE_HOT,
                {**_CHOSEN, "sparse_y_pred": False, "sparse_y_true": False},
            ),
            (
                overlap.MeanIoU,
                {},
                example_labels.CLASSES,
                {"num_classes": 4, "sparse_y_pred": False},
            ),
            (
                overlap.MeanIoU,
                {},
                example_labels.ONE_HOT,
                {
                    "num_classes": 4,
                    "sparse_y_pred": False,
                    "sparse_y_true": False,
                },
            ),
            (overlap.OneHotIoU, _DENSE, example_labels.ONE_HOT, _CHOSEN),
            (
                overlap.OneHotIoU,
                _DENSE,
                example_labels.ONE_HOT,
                {**_CHOSEN, "ignore_class": 0},
            ),
            (
                overlap.OneHotMeanIoU,
                _DENSE,
                example_labels.ONE_HOT,
                {"num_classes": 4},
            ),
            (
                overlap.OneHotMeanIoU,
                _DENSE,
                example_labels.ONE_HOT,
                {"num_classes": 4, "ignore_class": 0},
            ),
        )
    ),
    *(
        metric_row.Row(
            overlap.BinaryIoU,
            score_formulas.binary_overlap,
            example_labels.BITS,
            settings,
            example=(),
            exceptions=_NUMBERS,
        )
        for settings in ({}, {"threshold": 0.9}, {"target_class_ids": [1]})
    ),
    *(
        metric_row.Row(
            f_score.FBetaScore,
            score_formulas.f_beta,
            example_labels.BITS,
            settings,
            exceptions=_COLUMNS,
        )
        for settings in (
            {},
            {"threshold": 0.6},
            {"average": "micro", "beta": 2.0, "threshold": 0.4},
            {"average": "macro", "beta": 0.5, "threshold": 0.4},
            {"average": "weighted", "threshold": 0.5},
        )
    ),
    *(
        metric_row.Row(
            f_score.F1Score,
            score_formulas.f_beta,
            example_labels.BITS,
            settings,
            exceptions=_COLUMNS,
        )
        for settings in (
            {},
            {"threshold": 0.6},
            {"average": "micro", "threshold": 0.4},
            {"average": "macro"},
        )
    ),
    *(
        metric_row.Row(
            r2.R2Score,
            score_formulas.determination,
            example_labels.NUMBERS,
            settings,
            exceptions=_COLUMNS,
        )
        for settings in (
            {},
            {"class_aggregation": None},
            {"class_aggregation": "variance_weighted_average"},
            {"num_regressors": 3},
        )
    ),
    *(
        metric_row.Row(
            cls,
            score_formulas.overlap_of(**_DENSE),
            example_labels.ONE_HOT,
            {**_DENSE, **settings, "axis": 1}
            if cls in (overlap.IoU, overlap.MeanIoU)
            else {**settings, "axis": 1},
            example=(4, 4),
            exceptions={**_FIXED, "keras 2": "it takes a weight a number"},
        )
        for cls, settings in (
            (overlap.IoU, _CHOSEN),
            (overlap.OneHotIoU, _CHOSEN),
            (overlap.MeanIoU, {"num_classes": 4}),
            (overlap.OneHotMeanIoU, {"num_classes": 4}),
        )
    ),
    *(
        metric_row.Row(
            cls,
            score_formulas.overlap_of(sparse_y_true=False),
            example_labels.ONE_HOT_OF_WHOLE,
            {**settings, "sparse_y_pred": True},
            example=(),
            exceptions=_ROWS_OF_CLASSES,
        )
        for cls, settings in (
            (overlap.OneHotIoU, _CHOSEN),
            (overlap.OneHotMeanIoU, {"num_classes": 4}),
        )
    ),
    *(
        metric_row.Row(
            cls,
            formula,
            example_labels.NUMBERS,
            settings,
            example,
            exceptions=exceptions,
        )
        for cls, formula in (
            (correlation.PearsonCorrelation, score_formulas.pearson),
            (correlation.ConcordanceCorrelation, score_formulas.concordance),
        )
        for settings, example, exceptions in (
            ({}, (4,), _OF_KERAS_3),
            ({"axis": 1}, (4, 3), _OF_KERAS_3 | _FIXED),
        )
    ),
)
