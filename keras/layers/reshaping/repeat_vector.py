"""Each row as all steps of a sequence."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import input_spec
from keras.layers import arguments


class RepeatVector(layer.Layer):
    """Makes a sequence of each vector, the same at all steps.

    y[b, t] = x[b]

    Args:
        n: How many steps; 1 or more.
    Call arguments:
        inputs: Tensor `(batch, features)`.
    Output shape: `(batch, n, features)`.
    Raises:
        ValueError: If `n` isn't 1 or more.
        TypeError: If it is no number.
    Example:
        >>> keras.layers.RepeatVector(3)(tf.ones((5, 2))).shape
        TensorShape([5, 3, 2])
    """

    def __init__(
        self, n: int, **kwargs: kinds.Unpack[kinds.LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.n = arguments.whole_number(self._keras_who, "n", n)
        self.input_spec = input_spec.InputSpec(ndim=2)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return tf.repeat(inputs[:, tf.newaxis], self.n, axis=1)

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        batch, features = tf.TensorShape(input_shape)
        return tf.TensorShape([batch, self.n, features])
