"""Images with zeros around them."""

from typing import Any

from keras.engine import kinds
from keras.layers.reshaping import zero_padding


class ZeroPadding2D(zero_padding.ZeroPadding):
    """Adds rows and columns of zeros at both ends of images.

    y[p] = x[p - begin], and 0 where that is outside

    Args:
        padding: Places to add: an int for all ends; an int for each axis,
            for both its ends; or a pair for each axis, for its begin and end.
            Default (1, 1).
        data_format: 'channels_last' `(batch, rows, columns, channels)`
            or 'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Tensor `(batch, rows, columns, channels)`.
    Output shape: likewise; begin + size + end along a padded axis.
    Raises:
        ValueError: If an argument is out of range.
    Example:
        >>> keras.layers.ZeroPadding2D(1)(tf.ones((2, 5, 6, 3))).shape
        TensorShape([2, 7, 8, 3])
    """

    spatial_ndim = 2

    def __init__(
        self,
        padding: Any = (1, 1),
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self._take("padding", padding, data_format)
