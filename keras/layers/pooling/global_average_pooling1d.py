"""The mean over all steps of sequences."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers import mask_shape, precision
from keras.layers.pooling import global_pooling


class GlobalAveragePooling1D(global_pooling.GlobalPooling):
    """Takes the mean over all steps, in each channel.

    y[c] = mean over p of x[p, c]

    Args:
        data_format: 'channels_last'
            `(batch, steps, channels)` or 'channels_first'.
        keepdims: True keeps the axes, of size 1.
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`.
        mask: Booleans `(batch, steps)`; False steps don't count in the mean.
    Output shape: `(batch, channels)`.
    Raises:
        ValueError: If the mask isn't one of the input's steps.
    Example:
        >>> keras.layers.GlobalAveragePooling1D()(tf.ones((2, 4, 3))).shape
        TensorShape([2, 3])
    """

    spatial_ndim = 1
    supports_masking = True

    def __init__(
        self,
        data_format: str | None = "channels_last",
        keepdims: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format, keepdims, **kwargs)

    def call(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        if mask is None:
            return self._mean(inputs)
        mask_shape.check(self._keras_who, mask, inputs, (0, *self._axes))
        mask_shape.check_alone(self._keras_who, mask, inputs)
        axis = 2 if self.data_format == "channels_last" else 1
        x = precision.widened(inputs)
        weights = tf.expand_dims(tf.cast(mask, x.dtype), axis)
        # Not a product: what is masked may be infinite.
        kept = tf.where(tf.cast(weights, tf.bool), x, 0)
        total = tf.reduce_sum(kept, self._axes, self.keepdims)
        count = tf.reduce_sum(weights, self._axes, self.keepdims)
        # 0 for a row of padding.
        return tf.cast(tf.math.divide_no_nan(total, count), inputs.dtype)

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        return None  # there are no steps left to mask
