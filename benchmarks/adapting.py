"""Learning a vocabulary of strings: milliseconds."""

import time

import numpy as np
import tensorflow as tf

STRINGS, WORDS = 200_000, 50_000


def cases(keras, quick: bool) -> dict:
    """Returns a function a case."""
    count = STRINGS // 10 if quick else STRINGS
    words = np.array([f"word {n % WORDS}" for n in range(count)])
    return {
        "adapt, list": lambda: _adapted(keras, words.tolist()),
        "adapt, tensor": lambda: _adapted(keras, tf.constant(words)),
        "adapt, tf.data": lambda: _adapted(
            keras, tf.data.Dataset.from_tensor_slices(words).batch(64)
        ),
    }


def _adapted(keras, data) -> dict[str, float]:
    layer = keras.layers.StringLookup()
    start = time.perf_counter()
    layer.adapt(data)
    return {"ms": 1e3 * (time.perf_counter() - start)}
