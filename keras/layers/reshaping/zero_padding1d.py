"""Sequences with zeros around them."""

from typing import Any

from keras.engine import kinds
from keras.layers.reshaping import zero_padding


class ZeroPadding1D(zero_padding.ZeroPadding):
    """Adds steps of zeros at both ends of sequences.

    y[p] = x[p - begin], and 0 where that is outside

    Args:
        padding: Steps to add at both ends: an int, or two, for the begin and
            the end. Default 1.
        data_format: 'channels_last' (default) `(batch, steps, channels)` or
            'channels_first'.
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`.
    Output shape: likewise; begin + size + end along a padded axis.
    Raises:
        ValueError: If an argument is out of range.
    Example:
        >>> keras.layers.ZeroPadding1D(1)(tf.ones((2, 5, 3))).shape
        TensorShape([2, 7, 3])
    """

    spatial_ndim = 1
    _keras_since_3 = ("data_format",)

    def __init__(
        self,
        padding: Any = 1,
        data_format: str = "channels_last",
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self._take("padding", padding, data_format)
