"""Layers that only architectures have: known by their names in files."""

import tensorflow as tf

from keras import initializers
from keras.engine.layer import layer


class LayerScale(layer.Layer):
    """Multiplies each channel by a number that is learned.

    Touvron et al. 2021, arXiv:2103.17239.

    Args:
        init_values: What the numbers begin with.
        projection_dim: Number of channels.
    """

    def __init__(self, init_values, projection_dim: int, **kwargs) -> None:
        super().__init__(**kwargs)
        self.init_values, self.projection_dim = init_values, projection_dim

    def build(self, input_shape) -> None:
        self.gamma = self.add_weight(
            "gamma",
            (self.projection_dim,),
            initializer=initializers.Constant(self.init_values),
        )

    def call(self, inputs):
        return inputs * self.gamma

    def compute_output_shape(self, input_shape):
        return tf.TensorShape(input_shape)


class StochasticDepth(layer.Layer):
    """Drops rows whole in training, and makes the others larger.

    Huang et al. 2016, arXiv:1603.09382.

    Args:
        drop_path_rate: Fraction that is dropped, in [0, 1).
    """

    def __init__(self, drop_path_rate: float, **kwargs) -> None:
        super().__init__(**kwargs)
        self.drop_path_rate = drop_path_rate

    def call(self, inputs, training=None):
        if not training:
            return inputs
        kept = 1 - self.drop_path_rate
        ones = [1] * (len(inputs.shape) - 1)
        shape = tf.concat([tf.shape(inputs)[:1], ones], 0)
        draws = tf.floor(kept + tf.random.uniform(shape, dtype=inputs.dtype))
        return inputs / kept * draws

    def compute_output_shape(self, input_shape):
        return tf.TensorShape(input_shape)


class CustomScaleLayer(layer.Layer):
    """Adds two tensors, the second one made smaller.

    Args:
        scale: What the second one is multiplied by.
    Call arguments:
        inputs: A list of two tensors.
    """

    def __init__(self, scale, **kwargs) -> None:
        super().__init__(**kwargs)
        self.scale = scale

    def call(self, inputs):
        return inputs[0] + inputs[1] * self.scale

    def compute_output_shape(self, input_shape):
        return tf.TensorShape(input_shape[0])
