"""One row a setting of a loss: its function and an independent reference.

A reference is `formula(y, p, **settings)` in NumPy: one loss an example, over
the last axis. Whatever stands here is held to all that losses keep.
"""

import dataclasses
from collections.abc import Callable

import numpy as np

from keras.losses import (
    absolute_error,
    binary,
    categorical,
    cosine,
    divergence,
    focal,
    generalized,
    huber_error,
    log_cosh_error,
    logarithmic_error,
    loss,
    margin,
    percentage_error,
    poisson_error,
    region,
    sparse_categorical,
    squared_error,
)
from keras.testing import example_labels

# What a row may be excepted from, with its reason.
CONCERNS = frozenset(
    {
        "by name",  # strings stand for it
        "defaults",  # stand for settings
        "gradient",  # is the formula's
        "keras 2",  # everything that is held against tf_keras
        "keras 2 class",  # the constructor takes the settings
        "keras 2 alone",  # a single example, without a batch axis
        "keras 2 edges",  # 0, 1 and huge scores
        "keras 2 float64",  # is compared in float64
        "keras 2 means",  # of weighted, masked and ragged losses
        "keras 2 ragged",  # labels or predictions
        "keras 2 scores",  # are found behind probabilities
        "keras 2 whole labels",  # of types other than the predictions'
        "ragged",  # rows may differ in length
        "stretched labels",  # are told, or refused
        "xla",  # a compiled function computes the same
    }
)


@dataclasses.dataclass(frozen=True)
class Row:
    """A loss in the table.

    Args:
        loss_class: The class.
        function: What it computes.
        reference: The formula in NumPy.
        kind: What it compares.
        settings: What the constructor and the function are called with. Each
            argument is set by a row of the class.
        stretches: True where labels that broadcast are compared, as numbers
            are.
        exceptions: What doesn't hold for the row (see CONCERNS), and why.
    """

    loss_class: type
    function: Callable
    reference: Callable
    kind: example_labels.Kind
    settings: dict = dataclasses.field(default_factory=dict)
    stretches: bool = False
    exceptions: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def id(self) -> str:
        """The row's name in a test report."""
        return "-".join([self.loss_class.__name__, *self.settings])

    def make(self, **arguments) -> loss.Loss:
        """Returns a new loss.

        Args:
            **arguments: Beside the row's settings.
        """
        return self.loss_class(**self.settings, **arguments)

    def draw(self, shape: tuple, seed: int = 7):
        """Returns labels and predictions in float64.

        Args:
            shape: Of the predictions, with what is compared last.
            seed: Another one draws others.
        """
        return self.kind.draw(shape, self.settings.get("axis", -1), seed)

    def expected(self, y, p) -> np.ndarray:
        """Returns the losses by formula.

        Args:
            y: Labels.
            p: Predictions.
        """
        y, p = (np.asarray(one, "float64") for one in (y, p))
        return self.reference(y, p, **self.settings)


def squared(y, p):
    """mean((y - p)^2)"""
    return ((y - p) ** 2).mean(-1)


def absolute(y, p):
    """mean(|y - p|)"""
    return abs(y - p).mean(-1)


def percentage(y, p):
    """100 mean(|y - p| / |y|)"""
    return 100 * (abs(y - p) / np.maximum(abs(y), 1e-7)).mean(-1)


def logarithmic(y, p):
    """mean((log(y + 1) - log(p + 1))^2)"""
    y, p = (np.log1p(np.maximum(one, 1e-7)) for one in (y, p))
    return ((y - p) ** 2).mean(-1)


def huber(y, p, delta=1.0):
    """mean(x^2 / 2, or delta |x| - delta^2 / 2)"""
    x = abs(y - p)
    far = delta * x - delta**2 / 2
    return np.where(x <= delta, x**2 / 2, far).mean(-1)


def log_cosh(y, p):
    """mean(log(cosh(x)))"""
    x = abs(p - y)
    return (x + np.log1p(np.exp(-2 * x)) - np.log(2)).mean(-1)


def poisson(y, p):
    """mean(p - y log(p))"""
    return (p - y * np.log(p + 1e-7)).mean(-1)


def divergence_formula(y, p):
    """sum(y log(y / p))"""
    y, p = (np.clip(one, 1e-7, 1) for one in (y, p))
    return (y * np.log(y / p)).sum(-1)


def cosine_formula(y, p, axis=-1):
    """-sum(y p) / (|y| |p|)"""
    norms = np.linalg.norm(y, axis=axis) * np.linalg.norm(p, axis=axis)
    return -(y * p).sum(axis) / np.where(norms == 0, 1, norms)


def _missing(y, p):
    signs = 2 * y - 1 if np.isin(y, (0, 1)).all() else y
    return np.maximum(1 - signs * p, 0)


def hinge(y, p):
    """mean(max(1 - y p, 0))"""
    return _missing(y, p).mean(-1)


def squared_hinge(y, p):
    """mean(max(1 - y p, 0)^2)"""
    return (_missing(y, p) ** 2).mean(-1)


def categorical_hinge(y, p):
    """max(1 + max((1 - y) p) - sum(y p), 0)"""
    wrong = ((1 - y) * p).max(-1)
    return np.maximum(1 + wrong - (y * p).sum(-1), 0)


def binary_formula(y, p, from_logits=False, label_smoothing=0.0, axis=-1):
    """-mean(y log(p) + (1 - y) log(1 - p))"""
    y = y * (1 - label_smoothing) + label_smoothing / 2
    if from_logits:
        losses = np.log1p(np.exp(-abs(p))) + np.maximum(p, 0) - y * p
    else:
        losses = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return losses.mean(axis)


def categorical_formula(y, p, from_logits=False, label_smoothing=0.0, axis=-1):
    """-sum(y log(p)), p divided by its sum"""
    p = np.exp(p) if from_logits else p
    p = p / p.sum(axis, keepdims=True)
    y = y * (1 - label_smoothing) + label_smoothing / y.shape[axis]
    return -(y * np.log(p)).sum(axis)


def sparse_formula(y, p, from_logits=False, axis=-1, ignore_class=None):
    """-log(p[y]), p divided by its sum"""
    p = np.moveaxis(p, axis, -1)
    one_hot = np.arange(p.shape[-1]) == y[..., None]
    losses = categorical_formula(one_hot, p, from_logits)
    return np.where(y == ignore_class, 0.0, losses)


def binary_focal_formula(
    y,
    p,
    apply_class_balancing=False,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
):
    """-mean((1 - q)^gamma log(q))"""
    y = y * (1 - label_smoothing) + label_smoothing / 2
    losses = binary_formula(y[..., None], p[..., None], from_logits)
    p = 1 / (1 + np.exp(-p)) if from_logits else p
    losses = losses * (1 - y * p - (1 - y) * (1 - p)) ** gamma
    if apply_class_balancing:
        losses = losses * (y * alpha + (1 - y) * (1 - alpha))
    return losses.mean(axis)


def categorical_focal_formula(
    y,
    p,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
):
    """-sum(alpha (1 - p)^gamma y log(p))"""
    p = np.exp(p) if from_logits else p
    p = p / p.sum(axis, keepdims=True)
    y = y * (1 - label_smoothing) + label_smoothing / y.shape[axis]
    return -(alpha * (1 - p) ** gamma * y * np.log(p)).sum(axis)


def dice_formula(y, p, axis):
    """1 - 2 sum(y p) / (sum(y) + sum(p))"""
    whole = y.sum(axis) + p.sum(axis) + 1e-7
    return 1 - 2 * (y * p).sum(axis) / whole


def tversky_formula(y, p, alpha, beta, axis):
    """1 - tp / (tp + alpha fn + beta fp)"""
    tp, fn, fp = (x.sum(axis) for x in (y * p, y * (1 - p), (1 - y) * p))
    return 1 - tp / (tp + alpha * fn + beta * fp + 1e-7)


def generalized_formula(y, p, q):
    """(1 - p[y]^q) / q"""
    chances = np.take_along_axis(p, y[..., None].astype(int), -1)[..., 0]
    return (1 - np.clip(chances, 1e-7, 1 - 1e-7) ** q) / q


_BINARY = (
    binary.BinaryCrossentropy,
    binary.binary_crossentropy,
    binary_formula,
)
_CATEGORICAL = (
    categorical.CategoricalCrossentropy,
    categorical.categorical_crossentropy,
    categorical_formula,
)
_SPARSE = (
    sparse_categorical.SparseCategoricalCrossentropy,
    sparse_categorical.sparse_categorical_crossentropy,
    sparse_formula,
)
_BINARY_FOCAL = (
    focal.BinaryFocalCrossentropy,
    focal.binary_focal_crossentropy,
    binary_focal_formula,
)
_CATEGORICAL_FOCAL = (
    focal.CategoricalFocalCrossentropy,
    focal.categorical_focal_crossentropy,
    categorical_focal_formula,
)
_HUBER = (huber_error.Huber, huber_error.huber, huber)
_COSINE = (
    cosine.CosineSimilarity,
    cosine.cosine_similarity,
    cosine_formula,
)
_DICE = region.Dice, region.dice, dice_formula
_TVERSKY = region.Tversky, region.tversky, tversky_formula
_GENERALIZED = (
    generalized.CategoricalGeneralizedCrossEntropy,
    generalized.categorical_generalized_cross_entropy,
    generalized_formula,
)
_HUBERS = {
    "keras 2 float64": "it rounds to float32",
    "keras 2 ragged": "it pads with its own numbers",
}
_NO_RAGGED = {"keras 2 ragged": "it has no rule for them"}
_COSINES = {
    **_NO_RAGGED,
    "keras 2 whole labels": "it normalizes floats only",
    "stretched labels": "their length is that before, as in Keras 2",
}
_NEWER = {"keras 2": "it has none"}
_NOT_A_NUMBER = {"keras 2 edges": "it divides by a row's sum, 0"}

ROWS = (
    Row(
        squared_error.MeanSquaredError,
        squared_error.mean_squared_error,
        squared,
        example_labels.NUMBERS,
        stretches=True,
    ),
    Row(
        absolute_error.MeanAbsoluteError,
        absolute_error.mean_absolute_error,
        absolute,
        example_labels.NUMBERS,
        stretches=True,
    ),
    Row(
        percentage_error.MeanAbsolutePercentageError,
        percentage_error.mean_absolute_percentage_error,
        percentage,
        example_labels.NUMBERS,
        stretches=True,
    ),
    Row(
        logarithmic_error.MeanSquaredLogarithmicError,
        logarithmic_error.mean_squared_logarithmic_error,
        logarithmic,
        example_labels.BITS,
        stretches=True,
    ),
    Row(*_HUBER, example_labels.NUMBERS, stretches=True, exceptions=_HUBERS),
    Row(
        *_HUBER,
        example_labels.NUMBERS,
        {"delta": 0.3},
        stretches=True,
        exceptions=_HUBERS,
    ),
    Row(
        log_cosh_error.LogCosh,
        log_cosh_error.log_cosh,
        log_cosh,
        example_labels.NUMBERS,
        stretches=True,
        exceptions=_NO_RAGGED,
    ),
    Row(
        poisson_error.Poisson,
        poisson_error.poisson,
        poisson,
        example_labels.BITS,
        stretches=True,
        exceptions=_NO_RAGGED,
    ),
    Row(
        divergence.KLDivergence,
        divergence.kl_divergence,
        divergence_formula,
        example_labels.ONE_HOT,
        stretches=True,
        exceptions=_NO_RAGGED,
    ),
    Row(*_COSINE, example_labels.NUMBERS, stretches=True, exceptions=_COSINES),
    Row(*_COSINE, example_labels.NUMBERS, {"axis": 0}, exceptions=_COSINES),
    Row(
        margin.Hinge,
        margin.hinge,
        hinge,
        example_labels.BITS,
        stretches=True,
        exceptions=_NO_RAGGED,
    ),
    Row(
        margin.SquaredHinge,
        margin.squared_hinge,
        squared_hinge,
        example_labels.BIT_SCORES,
        stretches=True,
        exceptions=_NO_RAGGED,
    ),
    Row(
        margin.CategoricalHinge,
        margin.categorical_hinge,
        categorical_hinge,
        example_labels.ONE_HOT_SCORES,
        exceptions={
            **_NO_RAGGED,
            "stretched labels": "one label is the score of all classes",
        },
    ),
    Row(*_BINARY, example_labels.BITS, stretches=True),
    Row(*_BINARY, example_labels.BIT_SCORES, {"from_logits": True}),
    Row(*_BINARY, example_labels.BITS, {"label_smoothing": 0.2}),
    Row(*_BINARY, example_labels.BITS, {"axis": 0}),
    Row(*_CATEGORICAL, example_labels.ONE_HOT, exceptions=_NOT_A_NUMBER),
    Row(*_CATEGORICAL, example_labels.ONE_HOT_SCORES, {"from_logits": True}),
    Row(
        *_CATEGORICAL,
        example_labels.ONE_HOT,
        {"label_smoothing": 0.2},
        exceptions=_NOT_A_NUMBER,
    ),
    Row(
        *_CATEGORICAL,
        example_labels.ONE_HOT,
        {"axis": 0},
        exceptions=_NOT_A_NUMBER,
    ),
    Row(*_BINARY_FOCAL, example_labels.BITS, stretches=True),
    Row(
        *_BINARY_FOCAL,
        example_labels.BIT_SCORES,
        {"from_logits": True, "gamma": 1.5},
    ),
    Row(
        *_BINARY_FOCAL,
        example_labels.BITS,
        {"apply_class_balancing": True, "alpha": 0.3, "label_smoothing": 0.1},
    ),
    Row(*_BINARY_FOCAL, example_labels.BITS, {"axis": 0}),
    Row(
        *_CATEGORICAL_FOCAL,
        example_labels.ONE_HOT,
        exceptions={
            **_NOT_A_NUMBER,
            "keras 2 scores": "it looks for none",
        },
    ),
    Row(
        *_CATEGORICAL_FOCAL,
        example_labels.ONE_HOT_SCORES,
        {"from_logits": True, "gamma": 1.5},
    ),
    Row(
        *_CATEGORICAL_FOCAL,
        example_labels.ONE_HOT,
        {"alpha": 0.5, "label_smoothing": 0.2},
        exceptions=_NOT_A_NUMBER,
    ),
    Row(
        *_CATEGORICAL_FOCAL,
        example_labels.ONE_HOT,
        {"axis": 0},
        exceptions=_NOT_A_NUMBER,
    ),
    Row(*_SPARSE, example_labels.CLASSES),
    Row(*_SPARSE, example_labels.CLASS_SCORES, {"from_logits": True}),
    Row(
        *_SPARSE,
        example_labels.CLASSES,
        {"ignore_class": 1},
        exceptions={
            "keras 2 alone": "it fails on labels of rank 0",
            "keras 2 means": "it counts what is ignored, where rows are "
            "masked or ragged",
        },
    ),
    Row(
        *_SPARSE,
        example_labels.CLASSES,
        {"axis": 0},
        exceptions={"keras 2 class": "its class has the last axis alone"},
    ),
    Row(*_DICE, example_labels.BITS, {"axis": -1}, exceptions=_NEWER),
    Row(
        *_TVERSKY,
        example_labels.BITS,
        {"alpha": 0.2, "beta": 0.9, "axis": -1},
        exceptions=_NEWER,
    ),
    Row(
        *_GENERALIZED,
        example_labels.CLASSES,
        {"q": 0.3},
        exceptions={**_NEWER, "defaults": "a function has no power by itself"},
    ),
)

# Losses without a row, and why.
WITHOUT_ROW = {
    "Loss": "it is the base",
    "LossFunctionWrapper": "it is what a function makes of it",
    "Circle": "a loss is of all examples",
    "CTC": "labels are sequences of any length",
}
FUNCTIONS_WITHOUT_ROW = {"circle", "ctc"}
