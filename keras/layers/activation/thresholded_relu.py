"""The identity above a threshold, zero below."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import arguments


class ThresholdedReLU(layer.Layer):
    """Passes on what lies above a threshold.

    y = x for x > theta, 0 otherwise

    Args:
        theta: The threshold, 0 or more.
    Call arguments:
        inputs: Tensor of any shape.
    Output shape: the input's.
    Raises:
        ValueError: If `theta` is below 0, or None.
    Source: Konda et al. 2015, arXiv:1402.3337.
    Example:
        >>> keras.layers.ThresholdedReLU(1.0)(tf.constant([0.5, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self, theta: float = 1.0, **kwargs: kinds.Unpack[kinds.LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.theta = float(
            arguments.number_from(self._keras_who, "theta", theta, 0)
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        theta = tf.cast(self.theta, inputs.dtype)
        return inputs * tf.cast(inputs > theta, inputs.dtype)

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
