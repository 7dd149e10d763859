"""Values spread so that all are equally frequent."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import factors, image_layer, pixels
from keras.layers.recoloring import value_tables


class Equalization(image_layer.ImageLayer):
    """Spreads the values of each channel so that all are as frequent.

    y = round(255 (F(x) - F(min x)) / (n - F(min x)))

    with F(v) the number of the channel's n pixels that are v or less. What has
    little contrast gets all that there is. In training only; a channel of one
    value stays as it is.

    Args:
        value_range: Least and greatest value of a pixel. Default (0, 255).
        bins: Number of values that are told apart, 2 or more. Default 256.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If `bins` is less than 2, or `value_range` isn't of two
            numbers that differ.
    Source: Cubuk et al. 2019, arXiv:1805.09501, table 6. Differs from Keras
        3.15, which counts over all images of a batch: each is equalized alone.
    Example:
        >>> keras.layers.Equalization()([[[10.0], [20.0], [30.0]]]).numpy()
        array([[[  0.],
                [128.],
                [255.]]], dtype=float32)
    """

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        bins: int = 256,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.value_range = factors.value_range(where, value_range)
        self.bins = arguments.whole_number(where, "bins", bins, 2)

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        images = pixels.as_floats(images)
        low, high = self.value_range
        values = (images - low) * ((self.bins - 1) / (high - low))
        batch, _, _, channels = tf.unstack(tf.shape(images))
        owners = tf.range(batch * channels)
        places = value_tables.places(
            values, tf.reshape(owners, (batch, 1, 1, channels)), self.bins
        )
        counts = value_tables.counts(places, (batch, channels, self.bins))
        table = tf.cast(_spread(counts), images.dtype)
        table = table * ((high - low) / 255) + low
        is_flat = tf.reduce_sum(tf.cast(counts > 0, tf.int32), -1) <= 1
        return tf.where(
            is_flat[:, None, None, :],
            images,
            value_tables.look_up(table, places),
        )


def _spread(counts: tf.Tensor) -> tf.Tensor:
    """Returns the value, 0 to 255, that each value becomes."""
    below = tf.cumsum(tf.cast(counts, tf.float64), axis=-1)
    total = below[..., -1:]
    first = tf.reduce_min(tf.where(below > 0, below, total), -1, keepdims=True)
    share = tf.math.divide_no_nan((below - first) * 255, total - first)
    return tf.round(tf.maximum(share, 0))
