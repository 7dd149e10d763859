"""Regularizers that keep numbers small."""

import tensorflow as tf

from keras.regularizers import regularizer


class L1(regularizer.Regularizer):
    """Penalises absolute values; drives many to exactly zero.

    penalty = l1 * sum(|x|)

    Args:
        l1: Factor. Default 0.01.
    Raises:
        ValueError: If the factor is no finite number.
    Source: Tibshirani 1996 (the lasso).
    Example:
        >>> float(keras.regularizers.L1(0.5)(tf.constant([1.0, -3.0])))
        2.0
    """

    def __init__(self, l1: float = 0.01) -> None:
        self.l1 = regularizer.factor(self, "l1", 0.01 if l1 is None else l1)

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        """Returns the penalty of `x`, a scalar."""
        regularizer.check_floats(self, x)
        return self.l1 * tf.reduce_sum(tf.abs(x))


class L2(regularizer.Regularizer):
    """Penalises squares; keeps all numbers small.

    penalty = l2 * sum(x^2)

    Args:
        l2: Factor. Default 0.01.
    Raises:
        ValueError: If the factor is no finite number.
    Source: Hoerl and Kennard 1970 (ridge regression).
    Example:
        >>> float(keras.regularizers.L2(0.5)(tf.constant([1.0, -3.0])))
        5.0
    """

    def __init__(self, l2: float = 0.01) -> None:
        self.l2 = regularizer.factor(self, "l2", 0.01 if l2 is None else l2)

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        """Returns the penalty of `x`, a scalar."""
        regularizer.check_floats(self, x)
        return self.l2 * tf.reduce_sum(tf.square(x))


class L1L2(regularizer.Regularizer):
    """Penalises absolute values and squares.

    penalty = l1 * sum(|x|) + l2 * sum(x^2)

    Args:
        l1: Factor of the absolute values. Default 0.
        l2: Factor of the squares. Default 0.
    Raises:
        ValueError: If a factor is no finite number.
    Source: Zou and Hastie 2005 (the elastic net).
    Example:
        >>> float(keras.regularizers.L1L2(1.0, 0.5)(tf.constant([2.0])))
        4.0
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        self.l1 = regularizer.factor(self, "l1", l1 or 0.0)
        self.l2 = regularizer.factor(self, "l2", l2 or 0.0)

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        """Returns the penalty of `x`, a scalar."""
        regularizer.check_floats(self, x)
        penalty = tf.zeros((), x.dtype)
        if self.l1:
            penalty += self.l1 * tf.reduce_sum(tf.abs(x))
        if self.l2:
            penalty += self.l2 * tf.reduce_sum(tf.square(x))
        return penalty


def l1_l2(l1: float = 0.01, l2: float = 0.01) -> L1L2:
    """Makes an `L1L2` whose factors are 0.01 unless given.

    Args:
        l1: Factor of the absolute values. Default 0.01.
        l2: Factor of the squares. Default 0.01.
    Example:
        >>> keras.regularizers.l1_l2(l1=0.5).l1
        0.5
    """
    return L1L2(l1, l2)
