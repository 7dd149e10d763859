"""The rectified linear unit with a small slope below zero."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import arguments


class LeakyReLU(layer.Layer):
    """Lets a part of negative numbers through.

    y = x for x >= 0, alpha * x below

    Args:
        alpha: Slope below zero, 0 or more.
        negative_slope: Keras 3's name of `alpha`.
    Call arguments:
        inputs: Tensor of any shape.
    Output shape: the input's.
    Raises:
        ValueError: If `alpha` is below 0, or None.
    Source: Maas et al. 2013, section 2.
    Example:
        >>> keras.layers.LeakyReLU(0.5)(tf.constant([-2.0, 2.0])).numpy()
        array([-1.,  2.], dtype=float32)
    """

    supports_masking = True
    _keras_kept_as = {"negative_slope": None}

    def __init__(
        self,
        alpha: float = 0.3,
        negative_slope: float | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        name = "alpha" if negative_slope is None else "negative_slope"
        slope = alpha if negative_slope is None else negative_slope
        self.alpha = float(
            arguments.number_from(self._keras_who, name, slope, 0)
        )

    @property
    def negative_slope(self) -> float:
        """The slope below zero, by Keras 3's name."""
        return self.alpha

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return tf.nn.leaky_relu(inputs, self.alpha)

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
