"""70,000 pictures of clothes."""

import os

import numpy as np

from keras.datasets import published


def load_data(
    cache_dir: str | os.PathLike | None = None,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Loads Fashion-MNIST: grey pictures of 28 x 28 pixels of ten kinds.

    0 T-shirt or top, 1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt,
    7 sneaker, 8 bag, 9 ankle boot.

    Args:
        cache_dir: The cache. Default: KERAS_HOME, or `~/.keras`.
    Returns:
        `(x_train, y_train), (x_test, y_test)`: 60,000 and 10,000 pictures
        `(n, 28, 28)` and kinds `(n,)`, both uint8.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If a file is broken.
    Source: Xiao et al. 2017, arXiv:1708.07747; MIT licence.
    """
    return _part("train", cache_dir), _part("t10k", cache_dir)


def _part(
    name: str, cache_dir: str | os.PathLike | None
) -> tuple[np.ndarray, np.ndarray]:
    y, x = (
        published.idx(
            published.fetch(
                file,
                file,
                None,
                cache_dir,
                os.path.join("datasets", "fashion-mnist"),
            )
        )
        for file in (
            f"{name}-labels-idx1-ubyte.gz",
            f"{name}-images-idx3-ubyte.gz",
        )
    )
    return x, y
