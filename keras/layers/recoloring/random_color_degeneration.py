"""Paler images, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels
from keras.layers.recoloring import color_planes


class RandomColorDegeneration(image_layer.ImageLayer):
    """Takes a part of the colors out of images, in training only.

    y = x + f (gray - x), gray = 0.2989 red + 0.587 green + 0.114 blue

    with f drawn for each image: 0 leaves it, 1 makes it gray. What is out of
    the value range then is cut off.

    Args:
        factor: Bounds between which f is drawn, in [-1, 1]; one number stands
            for (0, number).
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
    Source: Cubuk et al. 2019, arXiv:1805.09501, table 6. Differs from Keras
        3.15, where one number stands for (-number, number), against its text.
    Example:
        >>> layer = keras.layers.RandomColorDegeneration((0.5, 0.5))
        >>> layer([[[100.0, 0.0, 0.0]]]).numpy().round(1)
        array([[[64.9, 14.9, 14.9]]], dtype=float32)
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
        return {"factor": factor}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        color_planes.require_colors(self._keras_who, images)
        return _duller(images, transformation["factor"], self.value_range)


@compiled.where_it_pays
def _duller(images, factor, value_range: tuple[float, float]):
    images = pixels.as_floats(images)
    planes = color_planes.split(images)
    gray = color_planes.luminance(planes)
    factor = tf.cast(factor, images.dtype)[:, None]
    changed = [
        tf.clip_by_value(plane + factor * (gray - plane), *value_range)
        for plane in planes
    ]
    return color_planes.joined(changed, images)
