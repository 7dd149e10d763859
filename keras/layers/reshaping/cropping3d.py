"""Volumes without their edges."""

from typing import Any

from keras.engine import kinds
from keras.layers.reshaping import cropping as cropping_base


class Cropping3D(cropping_base.Cropping):
    """Takes planes, rows and columns away at both ends of volumes.

    y[p] = x[p + begin]

    Args:
        cropping: Places to take away: an int for all ends; an int an axis,
            for both its ends; or a pair for each axis, for its begin and end.
            Default ((1, 1), (1, 1), (1, 1)).
        data_format: 'channels_last' `(batch, depth, rows, columns, channels)`
            or 'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Tensor `(batch, depth, rows, columns, channels)`.
    Output shape: likewise; size - begin - end along a cropped axis.
    Raises:
        ValueError: If an argument is out of range, or nothing would be left.
    Example:
        >>> keras.layers.Cropping3D(1)(tf.ones((2, 5, 6, 7, 3))).shape
        TensorShape([2, 3, 4, 5, 3])
    """

    spatial_ndim = 3

    def __init__(
        self,
        cropping: Any = ((1, 1), (1, 1), (1, 1)),
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self._take("cropping", cropping, data_format)
