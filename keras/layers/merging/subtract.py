"""The difference of two tensors."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers.merging import merge


class Subtract(merge.Merge):
    """Subtracts the second tensor from the first, element by element.

    y = x_1 - x_2

    Call arguments:
        inputs: List of two tensors; sizes of 1 are stretched, and tensors
            with fewer axes get some behind the batch's.
    Output shape: the shape that the inputs' broadcast to.
    Raises:
        ValueError: If there are not two inputs, or their shapes don't fit.
    Example:
        >>> two, three = tf.fill((1, 3), 2.0), tf.fill((1, 3), 3.0)
        >>> keras.layers.Subtract()([two, three]).numpy()
        array([[-1., -1., -1.]], dtype=float32)
    """

    _least = _most = 2

    def _merge_function(self, inputs: list):
        return tf.subtract(*inputs)


def subtract(inputs: kinds.Tensors, **kwargs) -> tf.Tensor:
    """Subtracts the second tensor from the first: `Subtract` as a function.

    Args:
        inputs: List of two tensors.
        **kwargs: Of the layer, such as `name`.
    Example:
        >>> two, three = tf.fill((1, 3), 2.0), tf.fill((1, 3), 3.0)
        >>> keras.layers.subtract([two, three]).numpy()
        array([[-1., -1., -1.]], dtype=float32)
    """
    return Subtract(**kwargs)(inputs)
