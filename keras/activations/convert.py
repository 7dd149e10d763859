"""What goes into an activation, and what its output remembers of it."""

import numpy as np
import tensorflow as tf


def tensor(x):
    """Returns arrays and lists as tensors; symbolic tensors as they are.

    Args:
        x: Anything that has numbers.
    """
    if isinstance(x, (np.ndarray, list, tuple, float)):
        return tf.convert_to_tensor(x)
    return x


def with_logits(y, x, operation: str, axis=None):
    """Returns an output that remembers its input, and what made it of that.

    Args:
        y: The output.
        x: The input, from which a cross-entropy computes.
        operation: 'Sigmoid' or 'Softmax': another's cross-entropy takes the
            output.
        axis: Axis, or axes, that sum to 1. Default None: none does.
    """
    # The attribute is Keras 2's: other packages' losses look for it too.
    y._keras_logits = x
    y._keras_logits_of = operation, axis
    return y
