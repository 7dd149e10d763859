"""Paler and richer colors, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.backend import config
from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels
from keras.layers.recoloring import color_planes


class RandomSaturation(image_layer.ImageLayer):
    """Changes how rich colors are, in training only.

    s' = min(s f / (1 - f), 1)

    with the saturation s of the hue, saturation and value (HSV) of a pixel, and
    f drawn for each image: 0 makes it gray, 1/2 leaves it, 1 makes all colors
    as rich as they can be. As hue and value v stay, HSV isn't needed:
    y = v - (v - x) s' / s.

    Args:
        factor: Bounds between which f is drawn, in [-1, 1]; what is negative
            counts for 0. One number stands for (0, number).
        value_range: Least and greatest value of a pixel. Default (0, 255).
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        seed: Int that makes the draws reproducible.
    Call arguments:
        inputs: Images `(batch, height, width, 3)`, one without the batch axis,
            or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If `factor` is out of range, `value_range` isn't of two
            numbers that differ, or images have no three channels.
    Source: Smith 1978, Color gamut transform pairs. Differs from Keras 3.15: it
        lets a saturation grow to the greatest value of a pixel, so that colors
        become negative, and one number stands for (-number, number).
    Example:
        >>> layer = keras.layers.RandomSaturation((0, 0))
        >>> layer([[[100.0, 50.0, 0.0]]]).numpy()
        array([[[100., 100., 100.]]], dtype=float32)
    """

    def __init__(
        self,
        factor: float | Sequence[float],
        value_range: Sequence[float] = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.factor = factors.from_zero(where, "factor", factor, -1, 1)
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        (factor,) = draws.uniform(seed, images, self.factor)
        return {"factor": factor / (1 - factor + config.epsilon())}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        color_planes.require_colors(self._keras_who, images)
        lowest, _ = self.value_range
        return _richer(images, transformation["factor"], lowest)


@compiled.where_it_pays
def _richer(images, factor, lowest: float):
    images = pixels.as_floats(images)
    planes = color_planes.split(images)
    least, value = color_planes.extremes(planes)
    # A color is as rich as it can be when its least part is the lowest.
    most = tf.math.divide_no_nan(value - lowest, value - least)
    factor = tf.cast(factor, images.dtype)[:, None]
    grown = tf.maximum(tf.minimum(factor, most), 0)
    # Told apart, for it is the lowest itself, however the rest is rounded.
    is_full = tf.logical_and(factor >= most, value > least)
    changed = [
        tf.where(
            tf.logical_and(is_full, plane == least),
            tf.cast(lowest, images.dtype),
            value - (value - plane) * grown,
        )
        for plane in planes
    ]
    return color_planes.joined(changed, images)
