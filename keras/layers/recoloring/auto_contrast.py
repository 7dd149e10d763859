"""Channels stretched to all values that there are."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, factors, image_layer, pixels


class AutoContrast(image_layer.ImageLayer):
    """Stretches each channel of an image to the whole range of values.

    y = low + (x - min x) (high - low) / (max x - min x)

    with (low, high) the range, and the extremes over the places of a channel.
    A channel of one value stays as it is. Inference does it, too.

    Args:
        value_range: Least and greatest value of a pixel. Default (0, 255).
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: Changes nothing.
    Output shape: the input's.
    Raises:
        ValueError: If `value_range` isn't of two numbers that differ.
    Source: Cubuk et al. 2019, arXiv:1805.09501, table 6.
    Example:
        >>> keras.layers.AutoContrast()([[[10.0], [20.0], [30.0]]]).numpy()
        array([[[  0. ],
                [127.5],
                [255. ]]], dtype=float32)
    """

    _in_training_only = False

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.value_range = factors.value_range(self._keras_who, value_range)

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return _stretched(images, self.value_range)


@compiled.where_it_pays
def _stretched(images, value_range: tuple[float, float]):
    images = pixels.as_floats(images)
    least, most = (
        _over_places(reduce, images)
        for reduce in (tf.reduce_min, tf.reduce_max)
    )
    low, high = value_range
    is_flat = least == most
    one = tf.ones_like(least)
    scale = (high - low) / tf.where(is_flat, one, most - least)
    scale = tf.where(is_flat, one, scale)
    shift = tf.where(is_flat, tf.zeros_like(least), low - least * scale)
    # Rounding must not leave the range; a flat channel may lie outside.
    lower = tf.where(is_flat, least, low)
    upper = tf.where(is_flat, most, high)
    return tf.clip_by_value(images * scale + shift, lower, upper)


def _over_places(reduce, images):
    """Reduces height, then width: 2.5 ms, where both at once take 70."""
    return reduce(reduce(images, 1, keepdims=True), 2, keepdims=True)
