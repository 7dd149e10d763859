"""Seeds for all that a model draws from, and results equal to the last bit."""

import random

import numpy as np
import tensorflow as tf


def set_random_seed(seed: int) -> None:
    """Seeds Python's, NumPy's and TensorFlow's global generators.

    After it, the same program draws the same initial weights, dropout masks
    and shuffles on one machine. Call it once, before the first layer is built.

    Args:
        seed: Whole number in [0, 2**32).

    Raises:
        TypeError: If `seed` isn't a whole number.
        ValueError: If `seed` is negative or doesn't fit in 32 bits.

    Example:
        >>> keras.utils.set_random_seed(7)
        >>> first = np.random.rand()
        >>> keras.utils.set_random_seed(7)
        >>> first == np.random.rand()
        True
    """
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise TypeError(
            "set_random_seed: the seed is no whole number. Expected an int. "
            f"Received: seed={seed!r} ({type(seed).__name__}). "
            "Pass a number such as 42."
        )
    if not 0 <= seed < 2**32:
        raise ValueError(
            "set_random_seed: the seed is out of range. "
            f"Expected 0 <= seed < 2**32. Received: seed={seed}. "
            "Take it modulo 2**32."
        )
    seed = int(seed)
    random.seed(seed)
    np.random.seed(seed)
    tf.random.set_seed(seed)


def enable_determinism(seed: int = 0) -> None:
    """Makes a program give the same numbers, to the last bit, run after run.

    Seeds what `set_random_seed` does, and has TensorFlow use only kernels that
    add up in one order, read data in one order, and draw from seeds. That costs
    time, on a GPU mostly. Call it once, before anything is drawn or built; it
    holds for as long as the process lives.

    It's for one machine and version of TensorFlow. What can't be repeated
    raises when it runs, and the message has the op's name: an op without such a
    kernel (on a GPU) `tf.errors.UnimplementedError`, one that draws without a
    seed `tf.errors.InvalidArgumentError`.

    Args:
        seed: Whole number in [0, 2**32). Default 0.

    Raises:
        TypeError: If `seed` isn't a whole number.
        ValueError: If `seed` is negative or doesn't fit in 32 bits.

    Example:
        >>> def main():
        ...     keras.utils.enable_determinism(7)
        ...     return keras.Sequential([keras.layers.Dense(1)])
    """
    set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
