"""Each row of unit length."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer
from keras.layers import precision
from keras.layers.normalization import feature_axes


class UnitNormalization(layer.Layer):
    """Divides each row by its length, the root of the sum of its squares.

    y = x / sqrt(max(sum of x ** 2, 1e-12))

    Products of such rows are cosines. A row of zeros stays as it is. Inputs of
    16 bits are computed in 32.

    Args:
        axis: The axes that the sum is over; an int, or several.
    Call arguments:
        inputs: Tensor with these axes.
    Output shape: the input's.
    Raises:
        ValueError: If an axis isn't there.
        TypeError: If an axis is no int.
    Example:
        >>> keras.layers.UnitNormalization()(tf.constant([[3.0, 4.0]])).numpy()
        array([[0.6, 0.8]], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self,
        axis: kinds.Sizes = -1,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.axis = feature_axes.taken(self._keras_who, axis)

    def build(self, input_shape: kinds.Shapes) -> None:
        shape = tf.TensorShape(input_shape)
        feature_axes.counted(self._keras_who, self.axis, shape, sized=False)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        inputs = tf.cast(inputs, self.compute_dtype)
        outputs = tf.math.l2_normalize(precision.widened(inputs), self.axis)
        return tf.cast(outputs, inputs.dtype)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
