"""The base class of constraints."""

import tensorflow as tf

from keras.saving.config import constructor


class Constraint(constructor.Configurable):
    """Projects a weight onto what is allowed, after each optimizer step.

    A subclass implements `__call__(w)`; its configuration is its constructor's
    arguments.

    Example:
        >>> class AtMostOne(keras.constraints.Constraint):
        ...     def __call__(self, w):
        ...         return tf.minimum(w, 1.0)
        >>> AtMostOne()(tf.constant([0.5, 3.0])).numpy()
        array([0.5, 1. ], dtype=float32)
    """

    def __call__(self, w: tf.Tensor) -> tf.Tensor:
        """Returns the allowed weight that stands for `w`.

        Args:
            w: The weight.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: a constraint maps a weight when it is "
            "called. Expected a `__call__(w)`. Received: a class without one."
        )
