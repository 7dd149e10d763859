"""The largest number over all rows and columns of images."""

from keras.engine import kinds
from keras.layers.pooling import global_pooling


class GlobalMaxPooling2D(global_pooling.GlobalPooling):
    """Keeps the largest number over all rows and columns, in each channel.

    y[c] = max over p of x[p, c]

    Args:
        data_format: 'channels_last'
            `(batch, rows, columns, channels)` or 'channels_first'. Default:
            `keras.backend.image_data_format()`.
        keepdims: True keeps the axes, of size 1.
    Call arguments:
        inputs: Tensor `(batch, rows, columns, channels)`.
    Output shape: `(batch, channels)`.
    Example:
        >>> keras.layers.GlobalMaxPooling2D()(tf.ones((2, 4, 4, 3))).shape
        TensorShape([2, 3])
    """

    spatial_ndim = 2

    def __init__(
        self,
        data_format: str | None = None,
        keepdims: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format, keepdims, **kwargs)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return self._largest(inputs)
