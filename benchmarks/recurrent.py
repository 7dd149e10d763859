"""Training of recurrent layers: milliseconds a step on one batch."""

import time

import numpy as np
import tensorflow as tf

# Rows, steps, features, and units of the layer.
_ROWS, _STEPS, _FEATURES, _UNITS = 32, 100, 64, 128
_BATCHES = 20
_VARIANTS = {
    "LSTM": ("LSTM", {}),
    "GRU": ("GRU", {}),
    "LSTM, recurrent dropout": ("LSTM", {"recurrent_dropout": 0.3}),
    "GRU, recurrent dropout": ("GRU", {"recurrent_dropout": 0.3}),
}


def cases(keras, quick: bool) -> dict:
    """Returns a function that takes a sample of all layers, after each other.

    Args:
        keras: The package.
        quick: Whether to take a tenth of the steps.
    """
    return {"recurrent": OnBatch(keras, 2 if quick else _BATCHES).sample}


class OnBatch:
    """`train_on_batch` of a model with one recurrent layer.

    Args:
        keras: The package.
        batches: Steps a sample.
    """

    def __init__(self, keras, batches: int) -> None:
        self._make = lambda name: _model(keras, *_VARIANTS[name])
        self._batches = batches
        self._models: dict = {}

    def sample(self) -> dict[str, float]:
        """Returns the milliseconds of a step, a layer each."""
        return {f"{name} ms": self._step(name) for name in _VARIANTS}

    def _step(self, name: str) -> float:
        x, y = _batch()
        if name not in self._models:
            self._models[name] = self._make(name)
            self._models[name].train_on_batch(x, y)
        model = self._models[name]
        start = time.perf_counter()
        for _ in range(self._batches):
            model.train_on_batch(x, y)
        return 1e3 * (time.perf_counter() - start) / self._batches


def _batch() -> tuple:
    generator = np.random.default_rng(0)
    x = generator.normal(size=(_ROWS, _STEPS, _FEATURES))
    y = generator.normal(size=(_ROWS, 1))
    return tf.constant(x, tf.float32), tf.constant(y, tf.float32)


def _model(keras, layer: str, options: dict):
    model = keras.Sequential(
        [
            keras.Input((_STEPS, _FEATURES)),
            getattr(keras.layers, layer)(_UNITS, **options),
            keras.layers.Dense(1),
        ]
    )
    # Keras 3 compiles loops for seconds, and is no faster then.
    model.compile("sgd", "mse", jit_compile=False)
    return model
