"""A penalty on what passes through."""

import tensorflow as tf

from keras import regularizers
from keras.engine import kinds
from keras.engine.layer import layer, output_spec


class ActivityRegularization(layer.Layer):
    """Passes its input on, and adds a penalty on its size to the loss.

    y = x, loss += (l1 * sum(|x|) + l2 * sum(x^2)) / batch size

    Args:
        l1: Factor of the absolute values.
        l2: Factor of the squares.
    Call arguments:
        inputs: Float tensor of any shape.
    Output shape: the input's.
    Raises:
        ValueError: If a factor is no finite number.
    Example:
        >>> layer = keras.layers.ActivityRegularization(l2=0.5)
        >>> y = layer(tf.constant([[1.0, 3.0]]))
        >>> float(layer.losses[0])
        5.0
    """

    supports_masking = True

    def __init__(
        self,
        l1: float = 0.0,
        l2: float = 0.0,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        try:
            penalty = regularizers.L1L2(l1=l1, l2=l2)
        except ValueError as error:
            name = type(self).__name__
            raise ValueError(f"{name}: wrong factor. {error}") from error
        super().__init__(activity_regularizer=penalty, **kwargs)
        self.l1 = l1
        self.l2 = l2

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return inputs

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
