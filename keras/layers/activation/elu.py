"""The exponential linear unit."""

import tensorflow as tf

from keras import activations
from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import arguments


class ELU(layer.Layer):
    """Bends negative numbers towards -alpha.

    y = x for x > 0, alpha * (exp(x) - 1) below

    Args:
        alpha: What the output falls to, 0 or more.
    Call arguments:
        inputs: Float tensor of any shape.
    Output shape: the input's.
    Raises:
        ValueError: If `alpha` is below 0, or None.
    Source: Clevert et al. 2016, arXiv:1511.07289.
    Example:
        >>> keras.layers.ELU()(tf.constant([0.0, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self, alpha: float = 1.0, **kwargs: kinds.Unpack[kinds.LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.alpha = float(
            arguments.number_from(self._keras_who, "alpha", alpha, 0)
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return activations.elu(inputs, self.alpha)

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
