"""The rectified linear unit whose slope below zero is learned."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import arguments, weight_options


class PReLU(layer.Layer):
    """Lets a learned part of negative numbers through.

    y = x for x >= 0, alpha * x below

    Args:
        alpha_initializer: Default 'zeros'.
        alpha_regularizer: Penalty on alpha.
        alpha_constraint: Projection of alpha after each training step.
        shared_axes: Axes along which alpha is the same, counted with the
            batch's as 0: `[1, 2]` makes one slope a channel of images.
    Call arguments:
        inputs: Float tensor `(batch, ...)`.
    Output shape: the input's.
    Variables: alpha, of the input's shape without the batch axis, 1 along
        shared axes.
    Raises:
        ValueError: If an axis that isn't shared has no static size, or the
            input has no such axis.
    Source: He et al. 2015, arXiv:1502.01852, section 2.1.
    Example:
        >>> keras.layers.PReLU()(tf.constant([[-1.0, 2.0]])).numpy()
        array([[-0.,  2.]], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self,
        alpha_initializer: kinds.Named = "zeros",
        alpha_regularizer: kinds.Named = None,
        alpha_constraint: kinds.Named = None,
        shared_axes: Any = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        weight_options.take(
            self,
            "alpha",
            alpha_initializer,
            alpha_regularizer,
            alpha_constraint,
        )
        self.shared_axes = None
        if shared_axes is not None:
            self.shared_axes = arguments.axes(
                self._keras_who, "shared_axes", shared_axes
            )

    def build(self, input_shape: kinds.Shapes) -> None:
        sizes = tf.TensorShape(input_shape).as_list()
        shared = arguments.counted_axes(
            self._keras_who, "shared_axes", self.shared_axes or (), len(sizes)
        )
        for axis in shared:
            sizes[axis] = 1
        own = {n: s for n, s in enumerate(sizes) if n and n not in shared}
        self.input_spec = input_spec.InputSpec(ndim=len(sizes), axes=own)
        self.alpha = weight_options.add(self, "alpha", sizes[1:])

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        inputs = tf.cast(inputs, self.compute_dtype)
        alpha = tf.cast(self.alpha, inputs.dtype)
        return tf.nn.relu(inputs) - alpha * tf.nn.relu(-inputs)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
