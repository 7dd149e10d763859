"""Splits a Transformer over a mesh of two by two devices, and trains it.

Along one axis of the mesh devices share the batches, along the other the
variables: each holds half of the embedding, of the attention's heads and of
the wide layer, with the same half of Adam's slots. The numbers are those of one
device. Four logical CPU devices stand for four accelerators.

    python examples/distribution/model_parallel.py

The task: tell which of two tokens is more frequent in a row of 16. Prints the
parts that a device holds, and the test accuracy; exits with 1 below 0.9.
"""

import sys

import numpy as np
import tensorflow as tf
from tensorflow import keras

TOKENS, LENGTH, WIDTH = 8, 16, 32
REQUIRED = 0.9  # Test accuracy; it reaches 0.98.


def rows(count: int, seed: int):
    """Returns rows of tokens, and whether there are more 1s than 0s."""
    x = np.random.default_rng(seed).integers(0, TOKENS, (count, LENGTH))
    return x, ((x == 1).sum(1) > (x == 0).sum(1)).astype("int64")


def four_devices() -> None:
    """Parts the CPU in four; accelerators are found without it."""
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 4,
    )


def split_in_two() -> keras.distribution.ModelParallel:
    """Returns how variables and batches lie on the mesh."""
    mesh = keras.distribution.DeviceMesh((2, 2), ("batch", "model"))
    layouts = keras.distribution.LayoutMap(mesh)
    layouts["embeddings"] = (None, "model")
    layouts["(query|key|value)/kernel"] = (None, "model", None)
    layouts["(query|key|value)/bias"] = ("model", None)
    layouts["attention_output/kernel"] = ("model", None, None)
    layouts["wide/kernel"] = (None, "model")
    layouts["wide/bias"] = ("model",)
    layouts["narrow/kernel"] = ("model", None)
    return keras.distribution.ModelParallel(layout_map=layouts)


def transformer() -> keras.Model:
    """Returns one block of attention and two dense layers, compiled."""
    layers = keras.layers
    tokens = keras.Input((LENGTH,), dtype="int32")
    h = layers.Embedding(TOKENS, WIDTH)(tokens)
    attended = layers.MultiHeadAttention(2, WIDTH // 2)(h, h)
    h = layers.LayerNormalization()(h + attended)
    wide = layers.Dense(4 * WIDTH, activation="relu", name="wide")(h)
    h = layers.LayerNormalization()(
        h + layers.Dense(WIDTH, name="narrow")(wide)
    )
    outputs = layers.Dense(2)(layers.GlobalAveragePooling1D()(h))
    model = keras.Model(tokens, outputs)
    model.compile(
        keras.optimizers.Adam(0.005),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def main() -> int:
    """Trains, and returns the exit status."""
    four_devices()
    keras.utils.set_random_seed(1)
    keras.distribution.set_distribution(split_in_two())
    model = transformer()
    for variable in model.trainable_variables:
        part = tf.experimental.dtensor.unpack(variable.read_value())[0]
        print(
            f"{variable.name:45} {variable.shape!s:14} a device: {part.shape}"
        )
    model.fit(*rows(2048, seed=1), batch_size=64, epochs=2, verbose=2)
    _, accuracy = model.evaluate(*rows(512, seed=2), batch_size=64, verbose=0)
    print(f"test accuracy {accuracy:.3f}")
    return int(accuracy < REQUIRED)


if __name__ == "__main__":
    sys.exit(main())
