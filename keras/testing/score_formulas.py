"""Formulas in NumPy of scores: overlap, F, variance explained."""

from collections.abc import Callable

import numpy as np

from keras.testing import confusion_formulas, metric_formulas


def relative(y, p, weights, normalizer):
    """sum(weight |y - p| / normalizer) / sum(weight)"""
    return metric_formulas.mean_formula(abs(y - p) / normalizer, weights)


def overlap_of(sparse_y_true=True, sparse_y_pred=True) -> Callable:
    """The intersection over union by sets, with these defaults.

    Args:
        sparse_y_true: Whether labels are numbers of classes.
        sparse_y_pred: Whether predictions are.
    """
    defaults = {"sparse_y_true": sparse_y_true, "sparse_y_pred": sparse_y_pred}

    def formula(y, p, weights, num_classes, **settings):
        settings = {**defaults, **settings}
        axis = settings.get("axis", -1)
        y = y if settings["sparse_y_true"] else y.argmax(axis)
        p = p if settings["sparse_y_pred"] else p.argmax(axis)
        weights = metric_formulas.spread(weights, y)
        weights = weights * (y != settings.get("ignore_class"))
        shares = []
        for c in settings.get("target_class_ids", range(num_classes)):
            union = (weights * ((y == c) | (p == c))).sum()
            both = (weights * ((y == c) & (p == c))).sum()
            shares += [both / union] if union else []
        return np.mean(shares) if shares else 0.0

    return formula


def binary_overlap(y, p, weights, target_class_ids=(0, 1), threshold=0.5):
    """The intersection over union of probabilities from a threshold on."""
    return overlap_of()(
        y,
        (p >= threshold) * 1.0,
        weights,
        2,
        target_class_ids=target_class_ids,
    )


def f_beta(y, p, weights, average=None, beta=1.0, threshold=None):
    """(1 + b^2) tp / ((1 + b^2) tp + b^2 fn + fp), of each column or of all"""
    weights = metric_formulas.spread(weights, p)
    y, p, weights = (one.reshape(-1, one.shape[-1]) for one in (y, p, weights))
    y = y * 1.0
    positive = p > threshold if threshold else p == p.max(-1, keepdims=True)
    axis = None if average == "micro" else 0
    tp = (weights * positive * y).sum(axis)
    fp = (weights * positive * (1 - y)).sum(axis)
    fn = (weights * ~positive * y).sum(axis)
    right = (1 + beta**2) * tp
    scores = confusion_formulas.ratio(right, right + beta**2 * fn + fp)
    if average == "weighted":
        return np.average(scores, weights=(weights * y).sum(0))
    return scores if average is None else scores.mean()


def determination(
    y, p, weights, class_aggregation="uniform_average", num_regressors=0
):
    """1 - sum((y - p)^2) / sum((y - mean)^2)"""
    weights = metric_formulas.spread(weights, y)
    y, p, weights = (one.reshape(-1, one.shape[-1]) for one in (y, p, weights))
    mean = np.average(y, axis=0, weights=weights)
    variance = (weights * (y - mean) ** 2).sum(0)
    residual = (weights * (y - p) ** 2).sum(0)
    known = variance > 1e-9
    scores = 1 - residual / np.where(known, variance, 1)
    scores = np.where(known, scores, (residual < 1e-9) * 1.0)
    if class_aggregation == "uniform_average":
        scores = scores.mean()
    elif class_aggregation == "variance_weighted_average":
        some = variance.sum() > 0
        scores = np.average(scores, weights=variance if some else None)
    n = y.size
    if not num_regressors or n - num_regressors - 1 <= 0:
        return scores
    return 1 - (1 - scores) * (n - 1) / (n - num_regressors - 1)


def _moments(y, p, axis):
    y, p = np.moveaxis(y, axis, -1) * 1.0, np.moveaxis(p, axis, -1)
    of_y, of_p = y.mean(-1), p.mean(-1)
    both = ((y - of_y[..., None]) * (p - of_p[..., None])).mean(-1)
    return both, y.var(-1), p.var(-1), of_y - of_p


def pearson(y, p, weights, axis=-1):
    """cov(y, p) / (std(y) std(p)), 0 of a constant"""
    both, of_y, of_p, _ = _moments(y, p, axis)
    spread = np.sqrt(of_y * of_p)
    values = both / np.where(spread == 0, 1, spread)
    return metric_formulas.mean_formula(values, weights)


def concordance(y, p, weights, axis=-1):
    """2 cov(y, p) / (var(y) + var(p) + (difference of means)^2)"""
    both, of_y, of_p, shift = _moments(y, p, axis)
    values = 2 * both / (of_y + of_p + shift**2)
    return metric_formulas.mean_formula(values, weights)
