"""Formulas of metrics in NumPy, for their rows: weighted means and matches."""

from collections.abc import Callable

import numpy as np

from keras.losses import rows as loss_rows


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


def in_first(y, p, k=5, from_sorted_ids=True):
    """A label is among the first k ids."""
    return (p[..., :k] == y[..., None]).any(-1) * 1.0


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


def sparse_mean(y, p, weights, ignore_class=None, **settings):
    """The mean over labels that count."""
    losses = loss_rows.sparse_formula(y, p, **settings)
    counted = spread(weights, losses) * (y != ignore_class)
    return (losses * counted).sum() / counted.sum()
