"""Initializer whose rows, or columns, are orthogonal."""

import math
from collections.abc import Sequence

import tensorflow as tf

from keras.initializers import initializer


class Orthogonal(initializer.Initializer):
    """Makes a random matrix that keeps lengths and angles.

    W = gain * Q, with Q from the QR decomposition of a normal matrix

    A weight of more than two axes is one matrix, `(product of all but the last,
    last)`. The shorter axis of the matrix is the orthonormal one.

    Args:
        gain: Factor on every number. Default 1.
        seed: Whole number; each call gives the same numbers. Default None:
            new ones at each call.
    Raises:
        ValueError: If the weight has fewer than 2 axes.
    Source: Saxe et al. 2014, arXiv:1312.6120.
    Example:
        >>> keras.initializers.Orthogonal(seed=1)((2, 3)).shape
        TensorShape([2, 3])
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        self.gain = gain
        self.seed = seed

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns an orthogonal tensor of the given shape."""
        dtype = initializer.floating(self, dtype)
        shape = initializer.known_sizes(self, shape)
        if len(shape) < 2:
            raise ValueError(
                "Orthogonal: the weight is no matrix. Expected at least 2 "
                f"axes. Received: shape={tuple(shape)}."
            )
        rows, columns = math.prod(shape[:-1]), shape[-1]
        # TensorFlow decomposes no 16-bit matrices.
        inner = dtype if dtype.size >= 4 else tf.float32
        normal = tf.random.stateless_normal(
            (max(rows, columns), min(rows, columns)),
            initializer.stateless_seed(self.seed),
            dtype=inner,
        )
        q, r = tf.linalg.qr(normal)
        # QR leaves the signs open; this choice makes Q uniformly distributed.
        q *= tf.sign(tf.linalg.diag_part(r))
        matrix = q if rows >= columns else tf.transpose(q)
        return tf.cast(self.gain * tf.reshape(matrix, shape), dtype)
