"""An activation function as a layer."""

import tensorflow as tf

from keras import activations
from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import activated, features, weight_options


class Activation(layer.Layer):
    """Applies an activation function.

    y = activation(x)

    Args:
        activation: Name or function, such as 'relu' or `tf.nn.gelu`.
    Call arguments:
        inputs: Tensor of any shape.
    Output shape: the input's, for every activation of Keras.
    Example:
        >>> keras.layers.Activation('relu')(tf.constant([-1.0, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self,
        activation: kinds.Named,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.activation = weight_options.named(
            self, "activation", activations, activation
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return self.activation(inputs)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        if activated.keeps_shape(self.activation):
            features.check_numbers(self._keras_who, inputs)
        if not output_spec.are_dense((inputs,), {}):
            return output_spec.traced(self, inputs)
        given = output_spec.keep_type(self, inputs)
        return activated.after(self, given)
