"""The base class of initializers."""

from collections.abc import Sequence

import tensorflow as tf

from keras.backend import config
from keras.saving import constructor


class Initializer(constructor.Configurable):
    """Makes the first value of a weight.

    A subclass implements `__call__(shape, dtype=None)`; its configuration is
    its constructor's arguments.

    Example:
        >>> class Halves(keras.initializers.Initializer):
        ...     def __call__(self, shape, dtype=None):
        ...         return tf.fill(shape, tf.constant(0.5, dtype))
        >>> Halves()((2,), 'float32').numpy()
        array([0.5, 0.5], dtype=float32)
    """

    def __call__(
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        **kwargs,
    ) -> tf.Tensor:
        """Returns a tensor of the given shape.

        Args:
            shape: Sizes of the axes.
            dtype: Type of the elements. Default None: `floatx()`.
            **kwargs: A subclass may take more.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: an initializer makes a tensor when it is "
            "called. Expected a `__call__(shape, dtype=None)`. Received: a "
            "class without one."
        )


def numeric(owner: Initializer, dtype: str | tf.DType | None) -> tf.DType:
    """Returns the type to make: `dtype`, or `floatx()` for None.

    Raises:
        ValueError: If it is a string or no type at all.
    """
    dtype = tf.as_dtype(dtype or config.floatx())
    if not (dtype.is_floating or dtype.is_integer or dtype.is_bool):
        raise _wrong_type(owner, "a number or bool type", dtype)
    return dtype


def floating(owner: Initializer, dtype: str | tf.DType | None) -> tf.DType:
    """Returns the type to draw: `dtype`, or `floatx()` for None.

    Raises:
        ValueError: If it isn't a float type.
    """
    dtype = tf.as_dtype(dtype or config.floatx())
    if not dtype.is_floating:
        raise _wrong_type(owner, "a float type", dtype)
    return dtype


def _wrong_type(owner, expected: str, dtype: tf.DType) -> ValueError:
    return ValueError(
        f"{type(owner).__name__} can't make this type. Expected {expected}. "
        f"Received: dtype={dtype.name}."
    )
