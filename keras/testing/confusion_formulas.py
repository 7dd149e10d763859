"""Formulas in NumPy of metrics that count decisions at thresholds."""

from collections.abc import Callable

import numpy as np

from keras.testing import metric_formulas


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
    weights = metric_formulas.spread(weights, y)
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
    areas = np.array(areas)
    # A label that is always the same, or never, has no area under its ROC.
    defined = ~np.isnan(areas)
    if not (defined.any() and multi_label):
        return areas.mean()
    label_weights = np.array(label_weights or [1.0] * len(areas))
    return np.average(areas[defined], weights=label_weights[defined])


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
    gains = gains_of(tp, fp, positive.sum(), negative.sum())
    areas = {}
    for curve, x, h in (
        ("ROC", fall_out, recall),
        ("PR", recall, precision),
        ("PR_GAIN", *gains),
    ):
        for method, height in heights.items():
            areas[curve, method] = ((x[:-1] - x[1:]) * height(h)).sum()
        if curve == "ROC" and 0 in (positive.sum(), negative.sum()):
            areas |= dict.fromkeys(areas, np.nan)
    between = zip(tp[:-1], fp[:-1], tp[1:], fp[1:], strict=True)
    parts = [precision_integral(*points) for points in between]
    areas["PR", "interpolation"] = ratio(sum(parts), positive.sum())
    return areas


def gains_of(tp, fp, positives, negatives):
    """1 - odds fn / tp and 1 - odds fp / tp: over predicting all positive"""
    odds = positives / negatives if negatives else 0.0
    recall = np.where(tp > 0, 1 - odds * ratio(positives - tp, tp), 0.0)
    precision = np.where(tp > 0, 1 - odds * ratio(fp, tp), 1.0)
    return np.maximum(recall, 0), precision


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


def decisions(y, p, weights, cut):
    """Weights of true and false positives, false and true negatives."""
    weights = metric_formulas.spread(weights, p)
    if y.ndim < p.ndim:
        y = np.arange(p.shape[-1]) == y[..., None]
    pairs = [((y > 0) == a) & ((p > cut) == b) for a, b in _PAIRS]
    return [(weights * pair).sum() for pair in pairs]


_PAIRS = ((True, True), (False, True), (True, False), (False, False))


def count_of(kind: int) -> Callable:
    """The formula of one of the `decisions`, by its number."""

    def formula(y, p, weights, thresholds=None):
        cuts = np.atleast_1d(0.5 if thresholds is None else thresholds)
        counts = [decisions(y, p, weights, cut)[kind] for cut in cuts]
        return counts[0] if len(counts) == 1 else np.array(counts)

    return formula


def share_of(other: int) -> Callable:
    """True positives, by those and another of the `decisions`."""

    def formula(y, p, weights, thresholds=None, top_k=None, class_id=None):
        default = 0.5 if top_k is None else -np.inf
        cuts = np.atleast_1d(default if thresholds is None else thresholds)
        if top_k is not None:
            places = (-p).argsort(-1).argsort(-1)
            p = np.where(places < top_k, p, -np.inf)
        if class_id is not None:
            y, p = y[..., [class_id]], p[..., [class_id]]
        counts = [decisions(y, p, weights, cut) for cut in cuts]
        shares = [ratio(one[0], one[0] + one[other]) for one in counts]
        return shares[0] if len(shares) == 1 else np.array(shares)

    return formula


def best_of(held: tuple, sought: tuple) -> Callable:
    """The largest of one rate over thresholds where another suffices.

    Args:
        held: Which of the `decisions` are part and rest of it.
        sought: Likewise of the other.
    """

    def formula(y, p, weights, num_thresholds=200, class_id=None, **least):
        (least,) = least.values()
        steps = np.arange(num_thresholds) / max(num_thresholds - 1, 1)
        cuts = steps if num_thresholds > 1 else [0.5]
        if class_id is not None:
            y, p = y[..., [class_id]], p[..., [class_id]]
        counts = [decisions(y, p, weights, cut) for cut in cuts]
        rates = [
            [ratio(one[a], one[a] + one[b]) for a, b in (held, sought)]
            for one in counts
        ]
        return max((s for h, s in rates if h >= least - 1e-9), default=0.0)

    return formula
