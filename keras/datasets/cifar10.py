"""60,000 small pictures of ten kinds."""

import os

import numpy as np

from keras.datasets import cifar_batches


def load_data(
    cache_dir: str | os.PathLike | None = None,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Loads CIFAR-10: coloured pictures of 32 x 32 pixels of ten kinds.

    0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog, 7 horse,
    8 ship, 9 truck.

    Args:
        cache_dir: The cache. Default: KERAS_HOME, or `~/.keras`.
    Returns:
        `(x_train, y_train), (x_test, y_test)`: 50,000 and 10,000 pictures
        `(n, 32, 32, 3)`, or `(n, 3, 32, 32)` where the image data format is
        'channels_first', and kinds `(n, 1)`, both uint8.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If a file is broken, or holds more than data.
    Source: Krizhevsky 2009, "Learning multiple layers of features from tiny
        images".
    """
    folder = cifar_batches.fetch(
        "cifar-10-python.tar.gz",
        "cifar-10-batches-py",
        "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        cache_dir,
    )
    parts = [_batch(folder, f"data_batch_{number}") for number in range(1, 6)]
    x_train = np.concatenate([x for x, _ in parts])
    y_train = np.concatenate([y for _, y in parts])
    return (x_train, y_train), _batch(folder, "test_batch")


def _batch(folder: str, name: str) -> tuple[np.ndarray, np.ndarray]:
    x, y = cifar_batches.read(os.path.join(folder, name), "labels")
    return x, y.astype("uint8")
