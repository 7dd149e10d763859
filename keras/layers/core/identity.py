"""A layer that does nothing."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec


class Identity(layer.Layer):
    """Passes its input on; it takes the place of a layer that's left out.

    Call arguments:
        inputs: A tensor, or a nest of tensors.
    Output shape: the input's.
    Example:
        >>> keras.layers.Identity()(tf.ones((2, 3))).shape
        TensorShape([2, 3])
    """

    _keras_takes_nests = True

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return tf.nest.map_structure(tf.identity, inputs)

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        if not output_spec.are_dense((inputs,), {}):
            return output_spec.traced(self, inputs)
        return tf.nest.map_structure(
            lambda tensor: tf.TensorSpec(
                tensor.shape, output_spec.as_computed(self, tensor.dtype)
            ),
            inputs,
        )
