"""The base class of regularizers, and those that penalise sizes."""

import numpy as np
import tensorflow as tf

from keras.backend import config, values
from keras.saving.config import constructor


class Regularizer(constructor.Configurable):
    """Makes a scalar that is added to the loss from a weight or an output.

    A subclass implements `__call__(x)`; its configuration is its constructor's
    arguments.

    Example:
        >>> class Spread(keras.regularizers.Regularizer):
        ...     def __call__(self, x):
        ...         return tf.math.reduce_variance(x)
        >>> float(Spread()(tf.constant([1.0, 3.0])))
        1.0
    """

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        """Returns the penalty of `x`, a scalar.

        Args:
            x: Float tensor of any shape.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: a regularizer makes a penalty when it is "
            "called. Expected a `__call__(x)`. Received: a class without one."
        )


def factor(owner: Regularizer, name: str, value) -> float:
    """Returns a factor as the float type of the process holds it.

    Raises:
        ValueError: If it is no finite number.
    """
    value = values.as_number(value)
    is_number = isinstance(value, (int, float, np.number))
    if isinstance(value, bool) or not is_number or not np.isfinite(value):
        raise ValueError(
            f"{type(owner).__name__}: wrong {name}. Expected a finite number. "
            f"Received: {name}={value!r}."
        )
    return float(tf.as_dtype(config.floatx()).as_numpy_dtype(value))


def check_floats(owner: Regularizer, x: tf.Tensor) -> None:
    """Raises for numbers that have no penalty.

    Args:
        owner: The regularizer.
        x: What it penalises.
    Raises:
        TypeError: If these aren't floats.
    """
    dtype = getattr(x, "dtype", None)
    if dtype is not None and not tf.as_dtype(dtype).is_floating:
        raise TypeError(
            f"{type(owner).__name__}: only floats have a penalty. Expected a "
            f"float type. Received: dtype={tf.as_dtype(dtype).name}. Cast it: "
            "`tf.cast(x, 'float32')`."
        )
