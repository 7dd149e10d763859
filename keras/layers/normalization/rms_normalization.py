"""Each row of mean square 1."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import arguments, precision
from keras.layers.normalization import feature_axes


class RMSNormalization(layer.Layer):
    """Divides each row by the root of the mean square of its features.

    y = scale * x / sqrt(mean of x ** 2 + epsilon)

    It is `LayerNormalization` without the mean and without beta, with about
    the same effect at less cost. Inputs of 16 bits are computed in 32.

    Args:
        axis: The axes that the mean is over; an int, or several.
        epsilon: Added to the mean square, against division by zero.
    Call arguments:
        x: Tensor `(batch, ..., features)`.
    Output shape: the input's.
    Variables: scale, of the sizes of the axes, from the first to the last.
    Raises:
        ValueError: If an axis isn't there or has no static size.
        TypeError: If an axis is no int.
    Source: Zhang and Sennrich 2019, arXiv:1910.07467, section 4.
    Example:
        >>> x = tf.constant([[1.0, 7.0]])  # mean square 25
        >>> keras.layers.RMSNormalization()(x).numpy()
        array([[0.2, 1.4]], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self,
        axis: kinds.Sizes = -1,
        epsilon: float = 1e-6,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.axis = feature_axes.taken(self._keras_who, axis)
        self.epsilon = arguments.number_from(
            self._keras_who, "epsilon", epsilon, 0
        )

    def build(self, input_shape: kinds.Shapes) -> None:
        shape = tf.TensorShape(input_shape)
        axes = feature_axes.counted(self._keras_who, self.axis, shape)
        self.axis = sorted(axes)
        sizes = {axis: shape[axis] for axis in self.axis}
        self.input_spec = input_spec.InputSpec(ndim=shape.rank, axes=sizes)
        self.scale = self.add_weight(
            "scale",
            shape=tuple(sizes.values()),
            initializer="ones",
            autocast=False,
        )

    def call(self, x: kinds.Tensors) -> kinds.Tensors:
        inputs = tf.cast(x, self.compute_dtype)
        x = precision.widened(inputs)
        square = tf.reduce_mean(tf.square(x), self.axis, keepdims=True)
        shape = [
            size if axis in self.axis else 1
            for axis, size in enumerate(x.shape.as_list())
        ]
        scale = tf.cast(tf.reshape(self.scale, shape), x.dtype)
        y = x * tf.math.rsqrt(square + self.epsilon) * scale
        return tf.cast(y, inputs.dtype)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
