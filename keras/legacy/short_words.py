"""Constraints by Keras 1's short words, and with its arguments."""

from keras import constraints


def maxnorm(m: float = 2, axis: int = 0) -> constraints.MaxNorm:
    """Returns a constraint that keeps norms small.

    Args:
        m: The greatest norm.
        axis: Axis along which norms are taken.
    """
    return constraints.MaxNorm(m, axis)
