"""Changing a batch of images at random, in a graph: milliseconds."""

import statistics
import time

import numpy as np
import tensorflow as tf

# Calls a sample.
_CALLS = 5
SHAPE = (64, 224, 224, 3)
LAYERS = {
    "RandomFlip": {},
    "RandomTranslation": {"height_factor": 0.2, "width_factor": 0.2},
    "RandomRotation": {"factor": 0.1},
    "RandomZoom": {"height_factor": 0.3},
    "RandomContrast": {"factor": 0.3},
    "RandomBrightness": {"factor": 0.3},
    "RandomCrop": {"height": 192, "width": 192},
}
DTYPES = {"bytes": "uint8", "floats": "float32"}
CASES = tuple(f"{name}, {kind}" for name in LAYERS for kind in DTYPES)


def cases(keras, quick: bool) -> dict:
    """Returns a function a case."""
    shape = (SHAPE[0] // 4, *SHAPE[1:]) if quick else SHAPE
    return {
        f"{name}, {kind}": _case(keras, name, shape, dtype)
        for name in LAYERS
        for kind, dtype in DTYPES.items()
    }


def timed(function, images) -> list[float]:
    """Returns the milliseconds of each of some calls.

    Args:
        function: Changes images.
        images: A batch.
    """
    times = []
    for _ in range(_CALLS):
        start = time.perf_counter()
        function(images).numpy()
        times.append(1e3 * (time.perf_counter() - start))
    return times


def _case(keras, name: str, shape: tuple, dtype: str):
    def measured() -> dict[str, float]:
        layer = getattr(keras.layers, name)(**LAYERS[name])
        images = np.random.default_rng(0).integers(0, 256, shape, "uint8")
        images = tf.cast(images, dtype)
        graph = tf.function(lambda given: layer(given, training=True))
        graph(images)
        return {"ms": statistics.median(timed(graph, images))}

    return measured
