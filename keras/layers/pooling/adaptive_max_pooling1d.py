"""The largest number of as many bins of sequences as asked for."""

from typing import Any

from keras.engine import kinds
from keras.layers.pooling import adaptive_max_pooling


class AdaptiveMaxPooling1D(adaptive_max_pooling.AdaptiveMaxPooling):
    """Parts steps into bins, and keeps the largest number of each.

    y[i, c] = max over p of x[p, c], with p from floor(i size / count)
    up to ceil((i + 1) size / count), `count` being the output's size

    Args:
        output_size: How many bins an axis is parted into; an int.
        data_format: 'channels_last' `(batch, steps, channels)`
            or 'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`.
    Output shape: likewise, the spatial axes of `output_size`.
    Raises:
        ValueError: If an argument is out of range.
    Example:
        >>> layer = keras.layers.AdaptiveMaxPooling1D(4)
        >>> layer(tf.ones((2, 7, 3))).shape
        TensorShape([2, 4, 3])
    """

    spatial_ndim = 1

    def __init__(
        self,
        output_size: Any,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(output_size, data_format, **kwargs)
