"""The mean of several tensors."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.layers.merging import merge


class Average(merge.Merge):
    """Takes the mean of tensors, element by element.

    y = (x_1 + … + x_n) / n

    Call arguments:
        inputs: List of one or more tensors; sizes of 1 are stretched, and
            tensors with fewer axes get some behind the batch's.
    Output shape: the shape that the inputs' broadcast to.
    Raises:
        ValueError: If there is no list of inputs, or their shapes don't fit.
    Example:
        >>> two, three = tf.fill((1, 3), 2.0), tf.fill((1, 3), 3.0)
        >>> keras.layers.Average()([two, three]).numpy()
        array([[2.5, 2.5, 2.5]], dtype=float32)
    """

    def _merge_function(self, inputs: list):
        return functools.reduce(tf.add, inputs) / len(inputs)


def average(inputs: kinds.Tensors, **kwargs) -> tf.Tensor:
    """Takes the mean of tensors: `Average` as a function.

    Args:
        inputs: List of one or more tensors.
        **kwargs: Of the layer, such as `name`.
    Example:
        >>> two, three = tf.fill((1, 3), 2.0), tf.fill((1, 3), 3.0)
        >>> keras.layers.average([two, three]).numpy()
        array([[2.5, 2.5, 2.5]], dtype=float32)
    """
    return Average(**kwargs)(inputs)
