"""The largest number over all steps of sequences."""

from keras.engine import kinds
from keras.layers.pooling import global_pooling


class GlobalMaxPooling1D(global_pooling.GlobalPooling):
    """Keeps the largest number over all steps, in each channel.

    y[c] = max over p of x[p, c]

    Args:
        data_format: 'channels_last'
            `(batch, steps, channels)` or 'channels_first'.
        keepdims: True keeps the axes, of size 1.
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`.
    Output shape: `(batch, channels)`.
    Example:
        >>> keras.layers.GlobalMaxPooling1D()(tf.ones((2, 4, 3))).shape
        TensorShape([2, 3])
    """

    spatial_ndim = 1

    def __init__(
        self,
        data_format: str | None = "channels_last",
        keepdims: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format, keepdims, **kwargs)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return self._largest(inputs)
