"""Sequences without their edges."""

from typing import Any

from keras.engine import kinds
from keras.layers.reshaping import cropping as cropping_base


class Cropping1D(cropping_base.Cropping):
    """Takes steps away at both ends of sequences.

    y[p] = x[p + begin]

    Args:
        cropping: Steps to take away: an int for both ends, or two, for the
            begin and the end. Default (1, 1).
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`.
    Output shape: likewise; size - begin - end along a cropped axis.
    Raises:
        ValueError: If an argument is out of range, or nothing would be left.
    Example:
        >>> keras.layers.Cropping1D(1)(tf.ones((2, 5, 3))).shape
        TensorShape([2, 3, 3])
    """

    spatial_ndim = 1

    def __init__(
        self,
        cropping: Any = (1, 1),
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self._take("cropping", cropping, "channels_last")
