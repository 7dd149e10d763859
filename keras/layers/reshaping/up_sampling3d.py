"""Volumes with each voxel repeated."""

from keras.engine import kinds
from keras.layers.reshaping import up_sampling


class UpSampling3D(up_sampling.UpSampling):
    """Repeats the voxels of volumes along each axis.

    y[p] = x[floor(p / size)]

    Args:
        size: How many times planes, rows and columns come; an int, or three.
            Default (2, 2, 2).
        data_format: 'channels_last' `(batch, depth, rows, columns, channels)`
            or 'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Tensor `(batch, depth, rows, columns, channels)`.
    Output shape: likewise, each spatial axis `size` times as long.
    Raises:
        ValueError: If an argument is out of range.
    Example:
        >>> keras.layers.UpSampling3D()(tf.ones((1, 2, 2, 3, 1))).shape
        TensorShape([1, 4, 4, 6, 1])
    """

    spatial_ndim = 3

    def __init__(
        self,
        size: kinds.Sizes = (2, 2, 2),
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self._take(size, data_format)
