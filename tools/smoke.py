"""Trains, saves and loads a small model through `tf.keras`, on any TensorFlow.

    python tools/smoke.py

Run it where the wheels are installed (tools/matrix.sh does).
"""

from __future__ import annotations

import pathlib
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras


def data() -> tuple[np.ndarray, np.ndarray]:
    """512 points in 8 dimensions, and which side of a plane each is on."""
    generator = np.random.default_rng(7)
    x = generator.normal(size=(512, 8)).astype("float32")
    return x, (x @ np.arange(-4.0, 4.0) > 0).astype("float32")[:, None]


def functional() -> keras.Model:
    """A functional model with a TensorFlow function in it."""
    inputs = keras.Input((8,))
    hidden = keras.layers.Dense(16, activation="relu")(inputs)
    outputs = keras.layers.Dense(1)(tf.concat([hidden, inputs], axis=1))
    return keras.Model(inputs, tf.nn.sigmoid(outputs))


def main() -> None:
    """Prints one line; raises if anything differs from what it should be."""
    keras.utils.set_random_seed(7)
    x, y = data()
    model = functional()
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    losses = model.fit(x, y, epochs=5, verbose=0).history["loss"]
    if not losses[-1] < losses[0]:
        raise ValueError(f"smoke: the loss did not fall. Received: {losses}.")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.keras"
        model.save(path)
        again = keras.models.load_model(path)
    np.testing.assert_array_equal(
        model.predict(x, verbose=0), again.predict(x, verbose=0)
    )
    accuracy = model.evaluate(x, y, verbose=0)[1]
    print(
        f"smoke: TensorFlow {tf.__version__}, keras {keras.__version__}, "
        f"loss {losses[0]:.3f} to {losses[-1]:.3f}, accuracy {accuracy:.2f}"
    )


if __name__ == "__main__":
    main()
