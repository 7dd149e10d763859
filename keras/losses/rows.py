"""One row a setting of a loss: its function and an independent reference.

A reference is `formula(y, p, **settings)` in NumPy: one loss an example, over
the last axis. Whatever stands here is held to all that losses keep.
"""

import dataclasses
from collections.abc import Callable

import numpy as np

from keras.losses import (
    binary,
    categorical,
    loss,
    sparse_categorical,
    squared_error,
)
from keras.testing import example_labels

# What a row may be excepted from, with its reason.
CONCERNS = frozenset(
    {
        "by name",  # strings stand for it
        "gradient",  # is the formula's
        "keras 2",  # everything that is held against tf_keras
        "keras 2 alone",  # a single example, without a batch axis
        "keras 2 edges",  # 0, 1 and huge scores
        "keras 2 means",  # of weighted, masked and ragged losses
        "ragged",  # rows may differ in length
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
        only_function: True where the constructor doesn't take the settings.
        stretches: True where labels that broadcast are compared, as numbers
            are.
        exceptions: What doesn't hold for the row (see CONCERNS), and why.
    """

    loss_class: type
    function: Callable
    reference: Callable
    kind: example_labels.Kind
    settings: dict = dataclasses.field(default_factory=dict)
    only_function: bool = False
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
_NOT_A_NUMBER = {"keras 2 edges": "it divides by a row's sum, 0"}

ROWS = (
    Row(
        squared_error.MeanSquaredError,
        squared_error.mean_squared_error,
        squared,
        example_labels.NUMBERS,
        stretches=True,
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
    Row(*_SPARSE, example_labels.CLASSES, {"axis": 0}, only_function=True),
)

# Losses without a row, and why.
WITHOUT_ROW = {
    "Loss": "it is the base",
    "LossFunctionWrapper": "it is what a function makes of it",
}
