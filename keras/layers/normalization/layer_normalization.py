"""Each row of zero mean and unit variance over its features."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import arguments, precision
from keras.layers.normalization import (
    feature_axes,
    scale_and_shift,
)


class LayerNormalization(layer.Layer):
    """Gives each row zero mean and unit variance over its features.

    y = gamma * (x - mean) / sqrt(variance + epsilon) + beta

    Mean and variance are of one row alone, over the given axes, so that
    training and inference compute the same, and the batch's size doesn't
    matter. Inputs of 16 bits are computed in 32.

    Args:
        axis: The axes that mean and variance are over; an int, or several.
        epsilon: Added to the variance, against division by zero.
        center: False leaves beta out.
        scale: False leaves gamma out.
        beta_initializer, gamma_initializer: Default 'zeros' and 'ones'.
        beta_regularizer, gamma_regularizer: Penalties on the variables.
        beta_constraint, gamma_constraint: Projections after each step.
        rms_scaling: True keeps the mean, and has no beta: the input is divided
            by its standard deviation. Keras 3's, by whose name one would
            expect the root of the mean square: that's `RMSNormalization`.
    Call arguments:
        inputs: Tensor `(batch, ..., features)`; a ragged one where all axes
            are behind those of different lengths.
    Output shape: the input's.
    Variables: gamma, beta, each of the sizes of the axes, in their order.
    Raises:
        ValueError: If an axis isn't there or has no static size.
        TypeError: If an axis is no int.
    Source: Ba, Kiros and Hinton 2016, arXiv:1607.06450, section 3.
    Example:
        >>> x = tf.constant([[1.0, 3.0], [10.0, 30.0]])
        >>> keras.layers.LayerNormalization(epsilon=0.0)(x).numpy()
        array([[-1.,  1.],
               [-1.,  1.]], dtype=float32)
    """

    _keras_since_3 = ("rms_scaling",)
    supports_masking = True

    def __init__(
        self,
        axis: kinds.Sizes = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: kinds.Named = "zeros",
        gamma_initializer: kinds.Named = "ones",
        beta_regularizer: kinds.Named = None,
        gamma_regularizer: kinds.Named = None,
        beta_constraint: kinds.Named = None,
        gamma_constraint: kinds.Named = None,
        rms_scaling: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.axis = feature_axes.taken(self._keras_who, axis)
        self.epsilon = arguments.number_from(
            self._keras_who, "epsilon", epsilon, 0
        )
        scale_and_shift.take(
            self,
            center,
            scale,
            (beta_initializer, beta_regularizer, beta_constraint),
            (gamma_initializer, gamma_regularizer, gamma_constraint),
        )
        self.rms_scaling = rms_scaling

    def build(self, input_shape: kinds.Shapes) -> None:
        input_shape = tf.TensorShape(input_shape)
        # A list from now on, as in Keras 2 and 3: others read `axis[0]`.
        self.axis = feature_axes.counted(
            self._keras_who, self.axis, input_shape
        )
        sizes = {axis: input_shape[axis] for axis in self.axis}
        self.input_spec = input_spec.InputSpec(
            ndim=input_shape.rank, axes=sizes
        )
        scale_and_shift.add(
            self,
            tuple(sizes.values()),
            scale=self.scale or self.rms_scaling,
            center=self.center and not self.rms_scaling,
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        inputs = tf.cast(inputs, self.compute_dtype)
        if not isinstance(inputs, tf.RaggedTensor):
            return self._normalised(inputs, self.axis)
        outer = inputs.ragged_rank
        if min(self.axis) <= outer:
            raise ValueError(
                f"{self._keras_who}: an axis of different lengths has no mean "
                f"here. Expected axes above {outer}, of a ragged input. "
                f"Received: axis={self.axis}, "
                f"shape={tuple(inputs.shape.as_list())}."
            )
        axes = [axis - outer for axis in self.axis]
        return inputs.with_flat_values(
            self._normalised(inputs.flat_values, axes)
        )

    def _normalised(self, inputs: tf.Tensor, axes: list[int]) -> tf.Tensor:
        x = precision.widened(inputs)
        centred = x - tf.reduce_mean(x, axes, keepdims=True)
        variance = tf.reduce_mean(tf.square(centred), axes, keepdims=True)
        # In a graph on two cores the fused kernel of batch normalization,
        # which Keras 2 calls with rows as features, takes 1.7 times as long.
        y = (x if self.rms_scaling else centred) * tf.math.rsqrt(
            variance + self.epsilon
        )
        gamma, beta = (
            value if value is None else self._broadcastable(value, x, axes)
            for value in (self.gamma, self.beta)
        )
        y = scale_and_shift.apply(y, gamma, beta)
        return tf.cast(y, inputs.dtype)

    def _broadcastable(self, value, x, axes: list[int]):
        if axes == [x.shape.rank - 1]:
            return value
        sizes = dict(zip(axes, value.shape))
        # Of axes in another order than the input's, too: Keras 2's weights
        # are meant so.
        return tf.reshape(
            value, [sizes.get(axis, 1) for axis in range(x.shape.rank)]
        )

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
