"""Images made larger."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import output_spec
from keras.layers import arguments
from keras.layers.reshaping import up_sampling

_INTERPOLATIONS = (
    "nearest",
    "bilinear",
    "area",
    "bicubic",
    "gaussian",
    "lanczos3",
    "lanczos5",
    "mitchellcubic",
)


class UpSampling2D(up_sampling.UpSampling):
    """Makes images larger by whole numbers.

    y[p] = x[floor(p / size)] for interpolation 'nearest' and 'area'; the
    others take a mean of the pixels around p / size, weighed by a kernel.

    Args:
        size: How many times rows and columns come; an int, or two. Default
            (2, 2).
        data_format: 'channels_last' `(batch, rows, columns, channels)` or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        interpolation: 'nearest' (default) and 'area' repeat pixels; 'bilinear',
            'bicubic', 'gaussian', 'lanczos3', 'lanczos5' and 'mitchellcubic'
            are those of `tf.image.resize`, computed in float32.
    Call arguments:
        inputs: Tensor `(batch, rows, columns, channels)`.
    Output shape: `(batch, size[0] * rows, size[1] * columns, channels)`.
    Raises:
        ValueError: If an argument is out of range.
    Example:
        >>> keras.layers.UpSampling2D()(tf.ones((1, 2, 3, 1))).shape
        TensorShape([1, 4, 6, 1])
    """

    spatial_ndim = 2

    def __init__(
        self,
        size: kinds.Sizes = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self._take(size, data_format)
        self.interpolation = arguments.one_of(
            self._keras_who, "interpolation", interpolation, _INTERPOLATIONS
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        # Of an area inside one pixel the mean is the pixel.
        if self.interpolation in ("nearest", "area"):
            return super().call(inputs)
        if self.data_format == "channels_first":
            images = tf.transpose(inputs, (0, 2, 3, 1))
            return tf.transpose(self._resized(images), (0, 3, 1, 2))
        return self._resized(inputs)

    def _resized(self, images):
        sizes = tf.shape(images)[1:3] * self._sizes
        # In float32: of 16 bits, some have no gradient.
        resized = tf.image.resize(
            tf.cast(images, tf.float32), sizes, self.interpolation
        )
        known = [
            None if size is None else size * times
            for size, times in zip(images.shape[1:3], self._sizes)
        ]
        resized.set_shape([images.shape[0], *known, images.shape[3]])
        is_float = images.dtype.is_floating
        return tf.cast(
            resized, images.dtype if is_float else self.compute_dtype
        )

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        if self.interpolation in ("nearest", "area"):
            return output_spec.keep_type(self, inputs)
        return output_spec.compute_output_spec(self, inputs)
