"""The sum of several tensors."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.layers.merging import merge


class Add(merge.Merge):
    """Adds tensors, element by element.

    y = x_1 + x_2 + …

    Call arguments:
        inputs: List of one or more tensors; sizes of 1 are stretched, and
            tensors with fewer axes get some behind the batch's.
    Output shape: the shape that the inputs' broadcast to.
    Raises:
        ValueError: If there is no list of inputs, or their shapes don't fit.
    Example:
        >>> two, three = tf.fill((1, 3), 2.0), tf.fill((1, 3), 3.0)
        >>> keras.layers.Add()([two, three]).numpy()
        array([[5., 5., 5.]], dtype=float32)
    """

    def _merge_function(self, inputs: list):
        return functools.reduce(tf.add, inputs)


def add(inputs: kinds.Tensors, **kwargs) -> tf.Tensor:
    """Adds tensors: `Add` as a function.

    Args:
        inputs: List of one or more tensors.
        **kwargs: Of the layer, such as `name`.
    Example:
        >>> two, three = tf.fill((1, 3), 2.0), tf.fill((1, 3), 3.0)
        >>> keras.layers.add([two, three]).numpy()
        array([[5., 5., 5.]], dtype=float32)
    """
    return Add(**kwargs)(inputs)
