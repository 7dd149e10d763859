"""10,000,000 labels as rows, and 100,000 lists as an array: milliseconds."""

import time
from collections.abc import Callable

import numpy as np

LABELS, CLASSES, LISTS, LONGEST = 10_000_000, 10, 100_000, 50


def cases(keras, quick: bool) -> dict:
    """Returns a function a case."""
    share = 10 if quick else 1
    draw = np.random.default_rng(0)
    labels = draw.integers(0, CLASSES, LABELS // share)
    lengths = draw.integers(1, LONGEST + 1, LISTS // share)
    lists = [draw.integers(0, 1000, length).tolist() for length in lengths]
    pad = keras.utils.pad_sequences
    return {
        "to_categorical": lambda: _timed(
            lambda: keras.utils.to_categorical(labels, CLASSES)
        ),
        "pad_sequences": lambda: _timed(lambda: pad(lists)),
        "pad_sequences, cut": lambda: _timed(
            lambda: pad(lists, maxlen=LONGEST // 2)
        ),
    }


def _timed(call: Callable[[], object]) -> dict[str, float]:
    start = time.perf_counter()
    call()
    return {"ms": 1e3 * (time.perf_counter() - start)}
