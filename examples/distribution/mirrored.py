"""Trains one network on two devices, each of which takes half of a batch.

The loss is the mean over the whole batch, whatever part of it a device got, so
the weights are those that one device comes to. Two logical CPU devices stand
for two GPUs: with these, `tf.distribute.MirroredStrategy()` finds them itself.

    python examples/distribution/mirrored.py

Prints the largest difference between the weights of one device and of two, and
exits with 1 if it is above 1e-5.
"""

import contextlib
import sys

import numpy as np
import tensorflow as tf
from tensorflow import keras

REQUIRED = 1e-5


def two_devices() -> tf.distribute.Strategy:
    """Parts the CPU in two; GPUs are found without it."""
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 2,
    )
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])


def trained(scope) -> list[np.ndarray]:
    """Returns the weights of a network that is made in a scope and trained."""
    keras.utils.set_random_seed(1)
    with scope:
        model = keras.Sequential(
            [
                keras.layers.Dense(16, activation="tanh", input_shape=(8,)),
                keras.layers.Dense(1),
            ]
        )
        model.compile(keras.optimizers.SGD(0.05), "mse")
    x = np.random.default_rng(0).normal(size=(101, 8)).astype("float32")
    y = x[:, :1] * x[:, 1:2]
    # 101 rows: the last batch has 5, which two devices can't share evenly.
    model.fit(x, y, batch_size=32, epochs=5, shuffle=False, verbose=0)
    return model.get_weights()


def main() -> None:
    """Trains on one device and on two, and compares."""
    strategy = two_devices()
    pairs = zip(trained(contextlib.nullcontext()), trained(strategy.scope()))
    largest = max(float(np.abs(one - two).max()) for one, two in pairs)
    print(f"largest difference: {largest:.1e} (at most {REQUIRED:.0e})")
    sys.exit(largest > REQUIRED)


if __name__ == "__main__":
    main()
