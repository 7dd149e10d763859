"""Loading a small convolutional network from a file: milliseconds."""

import os
import tempfile

import numpy as np

from benchmarks import inference

SIDE, CLASSES = 28, 10


def cases(keras, quick: bool) -> dict:
    """Returns a function a case."""
    seconds = 0.5 if quick else 2.0
    once = inference.Once(lambda: _load(keras), seconds)
    return {"load .keras": once.sample}


def _load(keras):
    """Trains the network, so that there is state to load, and saves it."""
    model = _network(keras)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    images = np.ones((8, SIDE, SIDE, 1), "float32")
    model.fit(images, np.zeros(8, "int32"), verbose=0)
    path = os.path.join(tempfile.mkdtemp(), "model.keras")
    model.save(path)
    return lambda: keras.models.load_model(path)


def _network(keras):
    layers = keras.layers
    blocks = [
        layer
        for filters in (16, 32)
        for layer in (
            layers.Conv2D(filters, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
        )
    ]
    head = [layers.Flatten(), layers.Dropout(0.5), layers.Dense(CLASSES)]
    return keras.Sequential([keras.Input((SIDE, SIDE, 1)), *blocks, *head])
