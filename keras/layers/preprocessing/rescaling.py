"""Numbers brought to another range by a factor and a sum."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, symbolic_call
from keras.layers.preprocessing import full_precision, index_encoding


class Rescaling(layer.Layer):
    """Multiplies numbers and adds to them.

    y = scale * x + offset

    For pixels from 0 to 255: `scale=1/255` brings them to [0, 1], and
    `scale=1/127.5, offset=-1` to [-1, 1]. It's computed in float32 at least,
    whatever the policy is.

    Args:
        scale: The factor, or one for each of the last axis.
        offset: What is added, likewise. Default 0.
        **kwargs: Arguments of every layer.
    Call arguments:
        inputs: Numbers of any type and shape, dense or ragged.
    Output shape: the input's; of the layer's type.
    Raises:
        TypeError: If scale or offset is no number, or the input has none.
    Example:
        >>> layer = keras.layers.Rescaling(1 / 127.5, offset=-1)
        >>> layer(tf.constant([[0, 255]], tf.uint8)).numpy()
        array([[-1.,  1.]], dtype=float32)
    """

    def __init__(
        self,
        scale: Any,
        offset: Any = 0.0,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(autocast=False, **kwargs)
        self.scale = _checked(self._keras_who, "scale", scale)
        self.offset = _checked(self._keras_who, "offset", offset)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        x = full_precision.of(self, inputs)
        if not isinstance(x, tf.RaggedTensor):
            self.compute_output_shape(x.shape)
        y = x * tf.cast(self.scale, x.dtype) + tf.cast(self.offset, x.dtype)
        return tf.cast(y, self.compute_dtype)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        shape = tf.TensorShape(input_shape)
        for name in ("scale", "offset"):
            own = tf.TensorShape(np.shape(getattr(self, name)))
            try:
                shape = tf.broadcast_static_shape(shape, own)
            except ValueError as error:
                raise ValueError(
                    f"{self._keras_who}: the {name} doesn't fit the input. "
                    "Expected a number, or one for each of the last axis of "
                    f"shape {tuple(shape)}. Received: {name} of shape "
                    f"{tuple(own)}."
                ) from error
        return shape

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        spec = symbolic_call.spec_of(inputs)
        dtype = tf.as_dtype(self.compute_dtype)
        if isinstance(spec, tf.RaggedTensorSpec):
            return index_encoding.of_dtype(spec, dtype)
        return tf.TensorSpec(self.compute_output_shape(spec.shape), dtype)


def _checked(where: str, name: str, value):
    """Returns a number, or an array of them, as it was given."""
    numbers = value.numpy() if tf.is_tensor(value) else value
    if np.asarray(numbers).dtype.kind in "biuf":
        return numbers
    raise TypeError(
        f"{where}: an argument is no number. Expected a number, or one for "
        f"each of the last axis. Received: {name}={value!r}."
    )
