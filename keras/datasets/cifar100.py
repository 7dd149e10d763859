"""60,000 small pictures of a hundred kinds."""

import os

import numpy as np

from keras.datasets import cifar_batches


def load_data(
    label_mode: str = "fine",
    cache_dir: str | os.PathLike | None = None,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Loads CIFAR-100: coloured pictures of 32 x 32 pixels of a hundred kinds.

    Args:
        label_mode: 'fine' (default) for the hundred kinds, 'coarse' for the
            twenty groups that they're in.
        cache_dir: The cache. Default: KERAS_HOME, or `~/.keras`.
    Returns:
        `(x_train, y_train), (x_test, y_test)`: 50,000 and 10,000 uint8 pictures
        `(n, 32, 32, 3)`, or `(n, 3, 32, 32)` where the image data format is
        'channels_first', and int64 kinds `(n, 1)`.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If `label_mode` is another, or a file is broken or holds
            more than data.
    Source: Krizhevsky 2009, "Learning multiple layers of features from tiny
        images".
    """
    if label_mode not in ("fine", "coarse"):
        raise ValueError(
            "cifar100.load_data: there are no such labels. Expected label_mode "
            f"to be 'fine' or 'coarse'. Received: label_mode={label_mode!r}."
        )
    folder = cifar_batches.fetch(
        "cifar-100-python.tar.gz",
        "cifar-100-python",
        "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
        cache_dir,
    )
    train, test = (
        cifar_batches.read(os.path.join(folder, part), f"{label_mode}_labels")
        for part in ("train", "test")
    )
    return train, test
