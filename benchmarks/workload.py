"""The model and the data that every case is about."""

import time
from collections.abc import Callable

import numpy as np

FEATURES = 32
UNITS = (64, 64, 10)
BATCH = 32
ROWS = 64_000
QUICK_ROWS = 6_400


def rows(quick: bool) -> tuple[np.ndarray, np.ndarray]:
    """Returns features and labels, the same in every process."""
    generator = np.random.default_rng(0)
    count = QUICK_ROWS if quick else ROWS
    x = generator.normal(size=(count, FEATURES)).astype("float32")
    y = generator.integers(0, UNITS[-1], size=count)
    return x, y


def one_row() -> np.ndarray:
    """Returns one row of features."""
    return np.ones((1, FEATURES), "float32")


def mlp(keras):
    """Makes the 32-64-64-10 network of a package."""
    return keras.Sequential(
        [
            keras.Input((FEATURES,)),
            keras.layers.Dense(UNITS[0], activation="relu"),
            keras.layers.Dense(UNITS[1], activation="relu"),
            keras.layers.Dense(UNITS[2]),
        ]
    )


def compiled_mlp(keras, metrics: list[str]):
    """Makes the network and compiles it with default arguments."""
    model = mlp(keras)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=metrics)
    return model


def seconds_a_call(call: Callable[[], object], seconds: float) -> float:
    """Calls for a while, at least five times; returns the mean time of one."""
    start = time.perf_counter()
    count = 0
    while count < 5 or time.perf_counter() - start < seconds:
        call()
        count += 1
    return (time.perf_counter() - start) / count
