"""20,640 blocks of California, and what houses cost there in 1990."""

import os

import numpy as np

from keras.datasets import held_out, published

_SMALL = 600


def load_data(
    version: str = "large",
    path: str | os.PathLike = "california_housing.npz",
    test_split: float = 0.2,
    seed: int = 113,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Loads the prices of houses in California.

    Args:
        version: 'large' (default) for all blocks, 'small' for the first 600.
        path: The file's name in the cache, or the absolute path of a file of
            your own, which stays as it is.
        test_split: Fraction of samples held out, in [0, 1). Default 0.2.
        seed: Seed of their order. Default 113.
    Returns:
        `(x_train, y_train), (x_test, y_test)`: features `(n, 8)` (longitude,
        latitude, median age in years, rooms, bedrooms, people, households,
        median income in 10,000 dollars) and median prices `(n,)` in dollars,
        float32.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If an argument is out of range, or the file is broken.
    Source: Pace and Barry 1997, "Sparse spatial autoregressions".
    """
    held_out.check(test_split, "california_housing.load_data")
    if version not in ("large", "small"):
        raise ValueError(
            "california_housing.load_data: there's no such version. Expected "
            f"'large' or 'small'. Received: version={version!r}."
        )
    path = published.fetch(
        path,
        "california_housing.npz",
        "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f",
    )
    x, y = published.arrays(path, "x", "y")
    if version == "small":
        x, y = x[:_SMALL], y[:_SMALL]
    x, y = held_out.shuffled(np.random.RandomState(seed), x, y)
    return held_out.split(x, y, test_split)
