"""In which order passes over the data take its rows, or its batches."""

import numpy as np
import tensorflow as tf


class PassOrders:
    """Draws one order a pass: a function of the seed and the pass's number.

    So training that was cut off, and every worker, can draw the same orders.

    Args:
        seed: See below. Default: drawn.
    Attributes:
        seed: An integer of 31 bits; may be set.
        num_passes: How many orders were drawn.
    """

    def __init__(self, seed: int | None = None) -> None:
        self.seed = drawn_seed() if seed is None else seed
        self.num_passes = 0

    def next(self, count: int) -> np.ndarray:
        """Returns the numbers from 0 to `count` in the order of a new pass."""
        generator = np.random.default_rng([self.seed, self.num_passes])
        self.num_passes += 1
        return generator.permutation(count)


def drawn_seed() -> int:
    """Draws a seed by TensorFlow, so that it follows `tf.random.set_seed`."""
    return int(tf.random.uniform((), maxval=2**31 - 1, dtype=tf.int32))
