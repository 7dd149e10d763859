"""All axes but the batch's made one."""

import math

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import input_spec
from keras.layers import arguments


class Flatten(layer.Layer):
    """Makes one axis of all axes after the batch's.

    Args:
        data_format: Where the input has its channels, 'channels_last' or
            'channels_first'; they come last in the flat axis either way.
            Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Tensor `(batch, ...)`.
    Output shape: `(batch, elements)`; `(batch, 1)` for `(batch,)`.
    Example:
        >>> keras.layers.Flatten()(tf.ones((2, 3, 4))).shape
        TensorShape([2, 12])
    """

    def __init__(
        self,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.data_format = arguments.data_format(self._keras_who, data_format)
        self.input_spec = input_spec.InputSpec(min_ndim=1)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        rank = inputs.shape.rank
        if self.data_format == "channels_first" and rank > 2:
            inputs = tf.transpose(inputs, (0, *range(2, rank), 1))
        sizes = inputs.shape[1:]
        if sizes.is_fully_defined():
            (elements,) = self._flat(sizes)
            batch = -1 if elements else tf.shape(inputs)[0]
            return tf.reshape(inputs, (batch, elements))
        shape = tf.shape(inputs)
        return tf.reshape(inputs, (shape[0], tf.reduce_prod(shape[1:])))

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        input_shape = tf.TensorShape(input_shape)
        return input_shape[:1].concatenate(self._flat(input_shape[1:]))

    def _flat(self, sizes: tf.TensorShape) -> tuple[int | None]:
        known = sizes.is_fully_defined()
        return (math.prod(sizes.as_list()) if known else None,)
