"""Losses of extreme scores against arithmetic of fifty digits."""

import decimal

import numpy as np
import pytest
import tensorflow as tf

import keras

# exp(-300) beside 1 takes 130 digits more.
decimals = decimal.Context(prec=200)
SCORES = [0.0, 1e-6, 1e-3, 0.5, 3.0, 16.0, 40.0, 87.0, 300.0]
CASES = [sign * score for score in SCORES for sign in (1.0, -1.0)]


def exact(value):
    return decimal.Decimal(float(value))


def exp(x):
    return decimals.exp(x)


def log(x):
    return decimals.ln(x)


def total(*terms):
    found = decimal.Decimal(0)
    for term in terms:
        found = decimals.add(found, term)
    return found


def of_sigmoid(score, label):
    """-log of what a sigmoid gives the label."""
    away = -score if label else score
    return log(total(decimal.Decimal(1), exp(away)))


def of_focal(score, label):
    """The same, times what is missing to 1, squared."""
    away = -score if label else score
    missing = decimals.divide(exp(away), total(1, exp(away)))
    return decimals.multiply(
        decimals.multiply(missing, missing), of_sigmoid(score, label)
    )


def of_softmax(score, label):
    """-log of what a softmax of [score, 0, 1] gives a class."""
    scores = [score, decimal.Decimal(0), decimal.Decimal(1)]
    return total(log(total(*map(exp, scores))), -scores[label])


def of_cosh(score, label):
    """log(cosh(score))."""
    return log(decimals.divide(total(exp(score), exp(-score)), 2))


def binary(score, label):
    return keras.losses.binary_crossentropy([label], [score], True)


def focal(score, label):
    return keras.losses.binary_focal_crossentropy(
        [label], [score], from_logits=True
    )


def categorical(score, label):
    row = tf.one_hot(label, 3, dtype=score.dtype)
    scores = tf.stack([score, 0 * score, 0 * score + 1])
    return keras.losses.categorical_crossentropy(row, scores, True)


def sparse(score, label):
    scores = tf.stack([score, 0 * score, 0 * score + 1])
    return keras.losses.sparse_categorical_crossentropy(
        [label], scores[None], True
    )[0]


def cosh(score, label):
    return keras.losses.log_cosh([0 * score], [score])


LOSSES = {
    "binary": (binary, of_sigmoid, (0, 1)),
    "focal": (focal, of_focal, (0, 1)),
    "categorical": (categorical, of_softmax, (0, 1, 2)),
    "sparse": (sparse, of_softmax, (0, 1, 2)),
    "log_cosh": (cosh, of_cosh, (0,)),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LOSSES)
def test_losses_of_scores_are_those_of_fifty_digits(name, dtype):
    ours, formula, labels = LOSSES[name]
    # Below a rounding error of 1 others are sums that cancel.
    rounding = 8 * float(np.finfo(dtype).eps)
    least = float(np.finfo(dtype).tiny) if name == "binary" else rounding
    for label in labels:
        for case in CASES:
            score = tf.constant(case, dtype)
            found = float(ours(score, label))
            expected = float(formula(exact(score), label))
            assert found == pytest.approx(expected, rel=rounding, abs=least), (
                case,
                label,
            )
