"""Samples in a random order of their own, and the last ones held out."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Samples = TypeVar("Samples", bound=Sequence)


def check(test_split: float, where: str) -> None:
    """Refuses what isn't a fraction in [0, 1)."""
    if not 0 <= test_split < 1:
        raise ValueError(
            f"{where}: more samples would be held out than there are. Expected "
            f"test_split in [0, 1). Received: test_split={test_split}."
        )


def shuffled(
    draw: np.random.RandomState, *arrays: np.ndarray
) -> list[np.ndarray]:
    """Puts arrays of the same rows in one random order."""
    order = np.arange(len(arrays[0]))
    draw.shuffle(order)
    return [array[order] for array in arrays]


def split(
    x: Samples, y: Samples, test_split: float
) -> tuple[tuple[Samples, Samples], tuple[Samples, Samples]]:
    """Cuts off the last ones: `((x_train, y_train), (x_test, y_test))`."""
    first = int(len(x) * (1 - test_split))
    return (x[:first], y[:first]), (x[first:], y[first:])
