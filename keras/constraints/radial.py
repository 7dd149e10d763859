"""Constraint to kernels that look the same from every side."""

import numpy as np
import tensorflow as tf

from keras.constraints import constraint


class RadialConstraint(constraint.Constraint):
    """Makes each kernel constant on the square rings around its centre.

    Each ring takes a number of the main diagonal: with c the half of the size,
    rounded down, the ring at distance d from the centre takes the one at
    c - 1 + d, and in a kernel of even size, for d > 0, at c + d.

    Raises:
        ValueError: If the weight isn't `(height, width, in, out)` with a height
            equal to its width.
    Example:
        >>> kernel = tf.reshape(tf.range(9.0), (3, 3, 1, 1))
        >>> rings = keras.constraints.RadialConstraint()(kernel)
        >>> rings[:, :, 0, 0].numpy()
        array([[4., 4., 4.],
               [4., 0., 4.],
               [4., 4., 4.]], dtype=float32)
    """

    def __call__(self, w: tf.Tensor) -> tf.Tensor:
        """Returns `w` with each ring at one number."""
        if w.shape.rank != 4 or w.shape[0] != w.shape[1]:
            raise ValueError(
                "RadialConstraint: the weight is no stack of square kernels. "
                "Expected (height, width, in, out), height = width. Received: "
                f"shape={w.shape}."
            )
        diagonal = tf.gather_nd(
            w, np.arange(w.shape[0]).repeat(2).reshape(-1, 2)
        )
        return tf.gather(diagonal, _sources(w.shape[0]))


def _sources(size: int) -> np.ndarray:
    """Returns which number of the diagonal each place `(y, x)` takes."""
    half = size // 2
    places = np.arange(size)
    steps = np.maximum(places - half, size - 1 - half - places)
    distance = np.maximum(steps[:, None], steps[None, :])
    skipped = (distance > 0) & (size % 2 == 0)
    return half - 1 + distance + skipped
