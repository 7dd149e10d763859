"""The mean over all voxels of volumes."""

from keras.engine import kinds
from keras.layers.pooling import global_pooling


class GlobalAveragePooling3D(global_pooling.GlobalPooling):
    """Takes the mean over all voxels, in each channel.

    y[c] = mean over p of x[p, c]

    Args:
        data_format: 'channels_last'
            `(batch, depth, rows, columns, channels)` or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        keepdims: True keeps the axes, of size 1.
    Call arguments:
        inputs: Tensor `(batch, depth, rows, columns, channels)`.
    Output shape: `(batch, channels)`.
    Example:
        >>> x = tf.ones((2, 4, 4, 4, 3))
        >>> keras.layers.GlobalAveragePooling3D()(x).shape
        TensorShape([2, 3])
    """

    spatial_ndim = 3

    def __init__(
        self,
        data_format: str | None = None,
        keepdims: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format, keepdims, **kwargs)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return self._mean(inputs)
