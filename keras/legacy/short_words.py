"""Functions by Keras 1's short words, and with its arguments."""

import tensorflow as tf

from keras import constraints


def maxnorm(m: float = 2, axis: int = 0) -> constraints.MaxNorm:
    """Returns a constraint that keeps norms small.

    Args:
        m: The greatest norm.
        axis: Axis along which norms are taken.
    """
    return constraints.MaxNorm(m, axis)


def relu6(x) -> tf.Tensor:
    """Returns min(max(x, 0), 6), the activation of MobileNet.

    Args:
        x: A tensor of numbers.
    """
    return tf.nn.relu6(x)
