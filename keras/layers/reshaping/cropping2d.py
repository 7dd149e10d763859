"""Images without their edges."""

from typing import Any

from keras.engine import kinds
from keras.layers.reshaping import cropping as cropping_base


class Cropping2D(cropping_base.Cropping):
    """Takes rows and columns away at both ends of images.

    y[p] = x[p + begin]

    Args:
        cropping: Places to take away: an int for all ends; an int an axis,
            for both its ends; or a pair for each axis, for its begin and end.
            Default ((0, 0), (0, 0)).
        data_format: 'channels_last' `(batch, rows, columns, channels)`
            or 'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Tensor `(batch, rows, columns, channels)`.
    Output shape: likewise; size - begin - end along a cropped axis.
    Raises:
        ValueError: If an argument is out of range, or nothing would be left.
    Example:
        >>> keras.layers.Cropping2D(1)(tf.ones((2, 5, 6, 3))).shape
        TensorShape([2, 3, 4, 3])
    """

    spatial_ndim = 2

    def __init__(
        self,
        cropping: Any = ((0, 0), (0, 0)),
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self._take("cropping", cropping, data_format)
