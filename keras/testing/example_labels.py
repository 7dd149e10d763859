"""Kinds of labels and predictions for the rows of losses and metrics."""

import dataclasses
from collections.abc import Callable

import numpy as np

_SEED = 7


@dataclasses.dataclass(frozen=True)
class Kind:
    """What labels and predictions of one kind are like, in float64.

    Args:
        labels: Makes labels, from a NumPy generator and predictions' shape.
        predictions: Makes predictions likewise.
        edges: What a row of predictions is at the ends of what it can be; the
            rows have as many numbers as the drawn ones.
        labels_have_axis: False where a label stands for the last axis.
        unbounded: Labels may be as large as a float can be.
    """

    labels: Callable[[np.random.Generator, tuple], np.ndarray]
    predictions: Callable[[np.random.Generator, tuple], np.ndarray]
    edges: tuple[tuple[float, ...], ...]
    labels_have_axis: bool = True
    unbounded: bool = False

    def draw(self, shape: tuple, axis: int = -1, seed: int = _SEED):
        """Returns labels and predictions, the same each time.

        Args:
            shape: Of the predictions, with what is compared last.
            axis: Where that axis is moved to. Default: it stays.
            seed: Another one draws others. Default 7.

        Example:
            >>> from keras.testing import example_labels
            >>> y, p = example_labels.CLASSES.draw((6, 4))
            >>> y.shape, p.shape
            ((6,), (6, 4))
        """
        generator = np.random.default_rng(seed)
        labels = self.labels(generator, shape)
        predictions = self.predictions(generator, shape)
        if self.labels_have_axis:
            labels = np.moveaxis(labels, -1, axis)
        return labels, np.moveaxis(predictions, -1, axis)

    def at_the_edges(self, axis: int = -1):
        """Returns labels and predictions at the ends of what they can be.

        Args:
            axis: Where the compared axis is.
        """
        predictions = np.repeat(np.array(self.edges), 4, axis=0)
        labels, _ = self.draw(predictions.shape)
        if self.labels_have_axis:
            labels = np.moveaxis(labels, -1, axis)
        return labels, np.moveaxis(predictions, -1, axis)


def _normal(generator, shape):
    return generator.normal(size=shape)


def _bits(generator, shape):
    return (generator.random(shape) > 0.5).astype("float64")


def _probabilities(generator, shape):
    return generator.uniform(0.05, 0.95, shape)


def _whole(generator, shape):
    return generator.integers(0, 3, shape).astype("float64")


def _classes(generator, shape):
    # Every class once, the last first: the largest is there.
    number, last = int(np.prod(shape[:-1])), shape[-1] - 1
    labels = last - np.arange(number) % shape[-1]
    return labels.reshape(shape[:-1]).astype("float64")


def _one_hot(generator, shape):
    classes = _classes(generator, shape).astype(int)
    return (np.arange(shape[-1]) == classes[..., None]).astype("float64")


def _one_hot_of_each(generator, shape):
    return _one_hot(generator, (*shape, 4))


def _shares(generator, shape):
    powers = np.exp(generator.normal(size=shape))
    return powers / powers.sum(-1, keepdims=True)


def _permuted(generator, shape):
    """Every class once in each row."""
    return generator.random(shape).argsort(-1).astype("float64")


_EVEN = ((0.0, 0.0, 0.0, 0.0), (1.0, 1.0, 1.0, 1.0))
_SURE = ((0.0, 0.0, 1.0, 0.0), (1.0, 0.0, 0.0, 0.0))
_HUGE = ((-1e4, 1e4, 0.0, 1e4), (1e4, -1e4, -1e4, -1e4), (0.0, 0.0, 0.0, 0.0))

NUMBERS = Kind(_normal, _normal, _HUGE, unbounded=True)
WHOLE = Kind(_whole, _whole, _EVEN)
BITS = Kind(_bits, _probabilities, (*_EVEN, *_SURE))
BIT_SCORES = Kind(_bits, _normal, _HUGE)
ONE_HOT = Kind(_one_hot, _shares, (*_EVEN, *_SURE))
ONE_HOT_SCORES = Kind(_one_hot, _normal, _HUGE)
CLASSES = Kind(_classes, _shares, (*_EVEN, *_SURE), labels_have_axis=False)
SORTED_CLASSES = Kind(
    _classes, _permuted, ((0.0, 1.0, 2.0, 3.0),), labels_have_axis=False
)
CLASS_SCORES = Kind(_classes, _normal, _HUGE, labels_have_axis=False)
ONE_HOT_OF_WHOLE = Kind(_one_hot_of_each, _whole, _EVEN)
