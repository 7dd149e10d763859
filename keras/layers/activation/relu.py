"""The rectified linear unit, with a cap, a slope and a threshold."""

import tensorflow as tf

from keras import activations
from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import arguments


class ReLU(layer.Layer):
    """Cuts off what lies below a threshold.

    y = max_value                         for x >= max_value,
    y = x                                 for threshold <= x < max_value,
    y = negative_slope * (x - threshold)  below.

    Args:
        max_value: Largest output, 0 or more. Default: none.
        negative_slope: Slope below the threshold, 0 or more.
        threshold: 0 or more.
    Call arguments:
        inputs: Tensor of any shape.
    Output shape: the input's.
    Raises:
        ValueError: If an argument is below 0.
    Example:
        >>> keras.layers.ReLU(6.0)(tf.constant([-1.0, 2.0, 9.0])).numpy()
        array([0., 2., 6.], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        self.max_value = None
        if max_value is not None:
            self.max_value = float(
                arguments.number_from(where, "max_value", max_value, 0)
            )
        self.negative_slope = float(
            arguments.number_from(where, "negative_slope", negative_slope, 0)
        )
        self.threshold = float(
            arguments.number_from(where, "threshold", threshold, 0)
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return activations.relu(
            inputs, self.negative_slope, self.max_value, self.threshold
        )

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
