"""Steps of optimizers alone: milliseconds, in a graph."""

import functools
import statistics
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
# How long a sample takes an optimizer, at least, and in how many turns: between
# one long stretch each the ratios swing by a third.
_SECONDS, _TURNS = 0.1, 10


def cases(keras, quick: bool) -> dict:
    """Returns functions that take a sample of all steps, in turns.

    Args:
        keras: The package.
        quick: Whether to take a tenth of the time.
    """
    seconds = _SECONDS / (10 if quick else 1)
    return {
        "optimizers": Steps(lambda: _dense(keras), seconds).sample,
        "optimizers, rows": Steps(lambda: _rows(keras), seconds).sample,
    }


class Steps:
    """Steps of several optimizers.

    Args:
        make: Returns names and steps, each of which ran once.
        seconds: What the steps of one in a sample take, at least.
    """

    def __init__(self, make: Callable, seconds: float) -> None:
        self._make = make
        self._seconds = seconds

    @functools.cached_property
    def _steps(self) -> dict[str, Callable]:
        return dict(self._make())

    def sample(self) -> dict[str, float]:
        """Returns the milliseconds of a step, an optimizer each."""
        turns = [self._turn() for _ in range(_TURNS)]
        return {
            name: statistics.median(turn[name] for turn in turns)
            for name in self._steps
        }

    def _turn(self) -> dict[str, float]:
        return {name: self._ms(step) for name, step in self._steps.items()}

    def _ms(self, step: Callable) -> float:
        step()  # What other steps took from the caches comes back.
        taken, spent, start = 0, 0.0, time.perf_counter()
        while spent < self._seconds / _TURNS:
            step()
            taken, spent = taken + 1, time.perf_counter() - start
        return 1e3 * spent / taken


def _dense(keras):
    """Yields Adam on 60 variables of a ResNet50."""
    shapes = resnet50()
    given = [tf.random.normal(shape) for shape in shapes]
    yield "dense Adam ms", _step(keras, keras.optimizers.Adam(), shapes, given)


def _rows(keras):
    """Yields steps on some rows of a table."""
    rows = np.random.default_rng(0).integers(0, _TABLE[0], _ROWS)
    given = tf.IndexedSlices(
        tf.random.normal((_ROWS, _TABLE[1])),
        tf.constant(rows),
        tf.constant(_TABLE),
    )
    for name, settings in _BY_ROWS.items():
        make = getattr(keras.optimizers, name.split(",")[0])
        step = _step(keras, make(**settings), [_TABLE], [given])
        yield f"{name} ms", step
        if keras.__version__.startswith("4."):
            lazy = make(lazy=True, **settings)
            step = _step(keras, lazy, [_TABLE], [given])
            yield f"{name}, lazy ms", step
    if keras.__version__.startswith("4."):
        import tf_keras  # In our process: see `_TURNS`.

        legacy = tf_keras.optimizers.legacy.SGD(momentum=0.9)
        step = _step(tf_keras, legacy, [_TABLE], [given])
        yield "tf_keras's legacy momentum ms", step


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
