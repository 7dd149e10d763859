"""Each row of zero mean and unit variance over groups of its channels."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import arguments, mask_shape, precision
from keras.layers.normalization import (
    batch_statistics,
    feature_axes,
    scale_and_shift,
)


class GroupNormalization(layer.Layer):
    """Gives each group of channels of each row zero mean and unit variance.

    y = gamma * (x - mean) / sqrt(variance + epsilon) + beta

    Mean and variance are of one row and one group, over all its places: of a
    kind with `LayerNormalization` (one group) and instance normalisation (as
    many as channels), between which it stands. It serves where batches are
    too small for `BatchNormalization`. Inputs of 16 bits are computed in 32.

    Users' subclasses override `_reshape_into_groups`, `_apply_normalization`,
    `_get_reshaped_weights` and `_create_broadcast_shape`: these are Keras 2's
    names.

    Args:
        groups: How many; they have the same number of channels. -1: each
            channel is one.
        axis: The channels' axis; not the batch's.
        epsilon: Added to the variance, against division by zero.
        center: False leaves beta out.
        scale: False leaves gamma out.
        beta_initializer, gamma_initializer: Default 'zeros' and 'ones'.
        beta_regularizer, gamma_regularizer: Penalties on the variables.
        beta_constraint, gamma_constraint: Projections after each step.
    Call arguments:
        inputs: Tensor `(batch, ..., channels)`.
        mask: Booleans of the leading axes, or of all; False places don't count
            for mean and variance.
    Output shape: the input's.
    Variables: gamma, beta, each `(channels,)`.
    Raises:
        ValueError: If the axis isn't there or has no static size, or the
            groups don't divide it.
    Source: Wu and He 2018, arXiv:1803.08494, section 3.
    Example:
        >>> x = tf.constant([[1.0, 3.0, 10.0, 30.0]])
        >>> keras.layers.GroupNormalization(2, epsilon=0.0)(x).numpy()
        array([[-1.,  1., -1.,  1.]], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self,
        groups: int = 32,
        axis: int = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: kinds.Named = "zeros",
        gamma_initializer: kinds.Named = "ones",
        beta_regularizer: kinds.Named = None,
        gamma_regularizer: kinds.Named = None,
        beta_constraint: kinds.Named = None,
        gamma_constraint: kinds.Named = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        if groups != -1:
            groups = arguments.whole_number(where, "groups", groups)
        self.groups = groups
        self.axis = arguments.whole_number(where, "axis", axis, -(2**31))
        self.epsilon = arguments.number_from(where, "epsilon", epsilon, 0)
        scale_and_shift.take(
            self,
            center,
            scale,
            (beta_initializer, beta_regularizer, beta_constraint),
            (gamma_initializer, gamma_regularizer, gamma_constraint),
        )

    def build(self, input_shape: kinds.Shapes) -> None:
        input_shape = tf.TensorShape(input_shape)
        (axis,) = feature_axes.counted(
            self._keras_who, self.axis, input_shape, first=1
        )
        channels = input_shape[axis]
        groups = channels if self.groups == -1 else self.groups
        if channels % groups:
            raise ValueError(
                f"{self._keras_who}: the groups can't have the same number of "
                "channels. Expected a number of groups that divides it. "
                f"Received: groups={groups}, channels={channels}, "
                f"shape={tuple(input_shape.as_list())}."
            )
        self.groups = groups
        self.input_spec = input_spec.InputSpec(
            ndim=input_shape.rank, axes={axis: channels}
        )
        self._channel_axis = axis
        scale_and_shift.add(self, (channels,))

    def call(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        input_shape = tf.shape(inputs)
        if mask is not None:
            mask_shape.check_broadcast(self._keras_who, mask, inputs)
            mask = batch_statistics.weights_of_places(inputs, mask)
            mask = self._reshape_into_groups(tf.broadcast_to(mask, input_shape))
        outputs = self._apply_normalization(
            reshaped_inputs=self._reshape_into_groups(inputs),
            reshaped_mask=mask,
            input_shape=input_shape,
        )
        return tf.ensure_shape(tf.reshape(outputs, input_shape), inputs.shape)

    def _reshape_into_groups(self, inputs):
        """Makes two axes of the channels': groups, and channels of one."""
        axis, groups = self._channel_axis, self.groups
        sizes = inputs.shape.as_list()
        channels = sizes[axis] // groups
        if None in sizes:
            sizes = tf.unstack(tf.shape(inputs))
        return tf.reshape(
            inputs, [*sizes[:axis], groups, channels, *sizes[axis + 1 :]]
        )

    def _apply_normalization(
        self, *, reshaped_inputs, reshaped_mask, input_shape
    ):
        """Normalises each group; `reshaped_mask` may be None."""
        # An axis more, of groups, makes all that follows take 1.7 times as
        # long on two cores: it's there for what has one number a channel.
        x = tf.reshape(precision.widened(reshaped_inputs), input_shape)
        weights = None
        if reshaped_mask is not None:
            weights = tf.reshape(reshaped_mask, input_shape)
            weights = tf.cast(weights, x.dtype)
        centred = x - self._group_mean(x, weights, 0)
        variance = self._group_mean(tf.square(centred), weights, 1)
        channels = [1] * self.input_spec.ndim
        channels[self._channel_axis] = -1
        gamma, beta = (
            None if value is None else tf.reshape(value, channels)
            for value in self._get_reshaped_weights(input_shape)
        )
        factor = tf.math.rsqrt(variance + self.epsilon)
        factor = scale_and_shift.apply(factor, gamma, None)
        y = scale_and_shift.apply(centred, factor, beta)
        y = tf.cast(y, reshaped_inputs.dtype)
        return tf.reshape(y, tf.shape(reshaped_inputs))

    def _group_mean(self, x, weights, of_nothing: float):
        """Returns each channel's group's mean, `(batch, 1, ..., channels)`.

        Args:
            x: Float tensor.
            weights: How much each place counts, or None.
            of_nothing: The mean where none counts.
        """
        if weights is None:
            return self._plain_group_mean(x)
        total = self._plain_group_mean(weights * x)
        share = self._plain_group_mean(weights)
        mean = tf.math.divide_no_nan(total, share)
        return tf.where(share > 0, mean, of_nothing)

    def _plain_group_mean(self, x):
        axis = self._channel_axis
        places = [one for one in range(1, x.shape.rank) if one != axis]
        mean = tf.reduce_mean(x, places, keepdims=True)
        shape = tf.shape(mean)
        parted = tf.concat(
            [shape[:axis], [self.groups, -1], shape[axis + 1 :]], 0
        )
        mean = tf.reshape(mean, parted)
        of_group = tf.reduce_mean(mean, axis + 1, keepdims=True)
        return tf.reshape(tf.broadcast_to(of_group, tf.shape(mean)), shape)

    def _get_reshaped_weights(self, input_shape):
        shape = self._create_broadcast_shape(input_shape)
        return [
            None if value is None else tf.reshape(value, shape)
            for value in (self.gamma, self.beta)
        ]

    def _create_broadcast_shape(self, input_shape) -> list[int]:
        axis = self._channel_axis
        channels = self.input_spec.axes[axis]
        shape = [1] * (self.input_spec.ndim + 1)
        shape[axis : axis + 2] = self.groups, channels // self.groups
        return shape

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
