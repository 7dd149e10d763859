"""The pickled batches in which CIFAR's pictures are published."""

import os

import numpy as np

from keras import backend
from keras.datasets import pickled_data
from keras.utils import data_fetch

ADDRESS = "https://www.cs.toronto.edu/~kriz/"


def fetch(
    archive: str,
    folder: str,
    file_hash: str,
    cache_dir: str | os.PathLike | None,
) -> str:
    """Gives the path of the folder of batches."""
    return data_fetch.get_file(
        folder,
        ADDRESS + archive,
        untar=True,
        file_hash=file_hash,
        cache_dir=cache_dir,
    )


def read(path: str, labels: str) -> tuple[np.ndarray, np.ndarray]:
    """Reads a batch: pictures in the current data format, and labels.

    Args:
        path: The batch's file.
        labels: Which labels, by their name in the batch.
    Returns:
        uint8 pictures `(n, 32, 32, 3)` or `(n, 3, 32, 32)`, and labels
        `(n, 1)`.
    Raises:
        ValueError: If it's broken, or holds more than data.
    """
    with open(path, "rb") as file:
        batch = pickled_data.load(file, path)
    try:
        # (n, 3 * 32 * 32), red, green and blue planes
        x = _entry(batch, "data").reshape(-1, 3, 32, 32)
        y = np.reshape(_entry(batch, labels), (len(x), 1))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"load_data: {path!r} is no batch of CIFAR. Expected 'data' of "
            f"rows of 3,072 bytes, and as many {labels!r}. "
            f"Received: {error!r}. "
            "Remove the file and its archive, so that they're fetched again."
        ) from error
    if backend.image_data_format() == "channels_last":
        x = x.transpose(0, 2, 3, 1)
    return x, y


def _entry(batch: dict, name: str) -> np.ndarray | list:
    return batch[name.encode()] if name.encode() in batch else batch[name]
