"""Initializers that draw nothing: zeros, ones, a constant, the identity."""

from collections.abc import Sequence

import tensorflow as tf

from keras.initializers import initializer


class Zeros(initializer.Initializer):
    """Fills a weight with zeros.

    Example: >>> keras.initializers.Zeros()((2,)).numpy()
    array([0., 0.], dtype=float32)
    """

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns zeros of the given shape and type."""
        return tf.zeros(shape, initializer.numeric(self, dtype))


class Ones(initializer.Initializer):
    """Fills a weight with ones.

    Example: >>> keras.initializers.Ones()((2,)).numpy()
    array([1., 1.], dtype=float32)
    """

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns ones of the given shape and type."""
        return tf.ones(shape, initializer.numeric(self, dtype))


class Constant(initializer.Initializer):
    """Fills a weight with one number, or gives it the values of an array.

    Args:
        value: A number, or an array that broadcasts to the weight's shape.
            Default 0.
    Example: >>> keras.initializers.Constant(3)((2,)).numpy()
    array([3., 3.], dtype=float32)
    """

    def __init__(self, value=0) -> None:
        self.value = value

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns the value, broadcast to the given shape."""
        dtype = initializer.numeric(self, dtype)
        return tf.broadcast_to(tf.cast(self.value, dtype), shape)


class Identity(initializer.Initializer):
    """Makes a matrix with `gain` on its diagonal and zeros elsewhere.

    Args:
        gain: The number on the diagonal. Default 1.
    Raises:
        ValueError: If the weight isn't a matrix.
    Example: >>> keras.initializers.Identity()((2, 2)).numpy()
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns the scaled identity of the given shape."""
        dtype = initializer.floating(self, dtype)
        if len(shape) != 2:
            raise ValueError(
                "Identity: the weight is no matrix. Expected 2 axes. Received: "
                f"shape={tuple(shape)}."
            )
        return self.gain * tf.eye(*shape, dtype=dtype)
