"""506 towns and quarters of Boston, and what houses cost there in 1978."""

import os

import numpy as np

from keras.datasets import held_out, published


def load_data(
    path: str | os.PathLike = "boston_housing.npz",
    test_split: float = 0.2,
    seed: int = 113,
    cache_dir: str | os.PathLike | None = None,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Loads the prices of houses in and around Boston.

    One of the 13 features is a share of inhabitants by race, set up so that
    it lowers prices: don't build on it, and take `california_housing`.

    Args:
        path: The file's name in the cache, or the absolute path of a file of
            your own, which stays as it is.
        test_split: Fraction of samples held out, in [0, 1). Default 0.2.
        seed: Seed of their order. Default 113.
        cache_dir: The cache. Default: KERAS_HOME, or `~/.keras`.
    Returns:
        `(x_train, y_train), (x_test, y_test)`: features `(n, 13)` and median
        prices `(n,)` in 1,000 dollars, float64.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If `test_split` is out of range, or the file is broken.
    Source: Harrison and Rubinfeld 1978, "Hedonic housing prices and the demand
        for clean air".
    """
    held_out.check(test_split, "boston_housing.load_data")
    path = published.fetch(
        path,
        "boston_housing.npz",
        "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5",
        cache_dir,
    )
    draw = np.random.RandomState(seed)
    x, y = held_out.shuffled(draw, *published.arrays(path, "x", "y"))
    return held_out.split(x, y, test_split)
