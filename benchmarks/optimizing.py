"""Steps of optimizers alone: milliseconds, in a graph."""

import time
from collections.abc import Callable

import numpy as np
import tensorflow as tf

# A gradient of 128 rows of a table, as from an embedding.
_TABLE, _ROWS = (500_000, 16), 128
_BY_ROWS = {
    "SGD": {},
    "Adagrad": {},
    "Ftrl": {},
    "SGD, momentum": {"momentum": 0.9},
    "RMSprop": {},
    "Adam": {},
}
# How long the steps of a sample take, at least.
_SECONDS = 0.1


def cases(keras, quick: bool) -> dict:
    """Returns a function that takes a sample of all steps, after each other.

    Args:
        keras: The package.
        quick: Whether to take a tenth of the time.
    """
    return {"optimizers": Steps(keras, _SECONDS / (10 if quick else 1)).sample}


class Steps:
    """Steps on 60 variables of a ResNet50, and on rows of a table.

    Args:
        keras: The package.
        seconds: What the steps of a sample take, at least.
    """

    def __init__(self, keras, seconds: float) -> None:
        self._keras = keras
        self._seconds = seconds
        self._steps: dict[str, Callable] = {}

    def sample(self) -> dict[str, float]:
        """Returns the milliseconds of a step, an optimizer each."""
        if not self._steps:
            self._steps = dict(_steps(self._keras))
        return {name: self._ms(step) for name, step in self._steps.items()}

    def _ms(self, step: Callable) -> float:
        step()  # What other steps took from the caches comes back.
        taken, spent, start = 0, 0.0, time.perf_counter()
        while spent < self._seconds:
            step()
            taken, spent = taken + 1, time.perf_counter() - start
        return 1e3 * spent / taken


def _steps(keras):
    """Yields names and steps, each of which ran once."""
    optimizers = keras.optimizers
    shapes = resnet50()
    given = [tf.random.normal(shape) for shape in shapes]
    yield "dense Adam ms", _step(keras, optimizers.Adam(), shapes, given)
    rows = np.random.default_rng(0).integers(0, _TABLE[0], _ROWS)
    given = tf.IndexedSlices(
        tf.random.normal((_ROWS, _TABLE[1])),
        tf.constant(rows),
        tf.constant(_TABLE),
    )
    for name, settings in _BY_ROWS.items():
        make = getattr(optimizers, name.split(",")[0])
        step = _step(keras, make(**settings), [_TABLE], [given])
        yield f"rows, {name} ms", step
        if keras.__version__.startswith("4."):
            lazy = make(lazy=True, **settings)
            step = _step(keras, lazy, [_TABLE], [given])
            yield f"rows, {name}, lazy ms", step
    if not keras.__version__.startswith("3."):
        legacy = optimizers.legacy.SGD(momentum=0.9)
        step = _step(keras, legacy, [_TABLE], [given])
        yield "rows, legacy momentum ms", step


def _step(keras, optimizer, shapes: list, given: list) -> Callable:
    made = tf.Variable
    if keras.__version__.startswith("3."):
        made = keras.Variable
    variables = [made(tf.zeros(shape)) for shape in shapes]
    if hasattr(optimizer, "build"):  # tf_keras's legacy ones have none
        optimizer.build(variables)

    @tf.function
    def step():
        optimizer.apply_gradients(zip(given, variables))

    step()
    return step


def resnet50() -> list[tuple]:
    """Returns the shapes of 60 variables: 49 kernels, the head, 9 scales."""
    kernels, channels = [(7, 7, 3, 64)], 64
    for blocks, width in ((3, 64), (4, 128), (6, 256), (3, 512)):
        for _ in range(blocks):
            kernels.append((1, 1, channels, width))
            kernels.append((3, 3, width, width))
            kernels.append((1, 1, width, 4 * width))
            channels = 4 * width
    head = [(channels, 1000), (1000,)]
    return [*kernels, *head, *[shape[-1:] for shape in kernels[:9]]]
