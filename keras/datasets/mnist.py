"""70,000 handwritten digits."""

import os

import numpy as np

from keras.datasets import published


def load_data(
    path: str | os.PathLike = "mnist.npz",
    cache_dir: str | os.PathLike | None = None,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Loads MNIST: grey pictures of 28 x 28 pixels of the digits 0 to 9.

    Args:
        path: The file's name in the cache, or the absolute path of a file of
            your own, which stays as it is.
        cache_dir: The cache. Default: KERAS_HOME, or `~/.keras`.
    Returns:
        `(x_train, y_train), (x_test, y_test)`: 60,000 and 10,000 pictures
        `(n, 28, 28)` and digits `(n,)`, both uint8.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If the file is broken.
    Source: LeCun et al. 1998, "Gradient-based learning applied to document
        recognition"; CC BY-SA 3.0.
    """
    path = published.fetch(
        path,
        "mnist.npz",
        "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
        cache_dir,
    )
    x_train, y_train, x_test, y_test = published.arrays(
        path, "x_train", "y_train", "x_test", "y_test"
    )
    return (x_train, y_train), (x_test, y_test)
