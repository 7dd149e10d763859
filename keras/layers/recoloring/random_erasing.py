"""Rectangles wiped out, at random."""

import math
from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels
from keras.layers.recoloring import patches


class RandomErasing(image_layer.ImageLayer):
    """Fills a rectangle in some images, in training only.

    Each side is sqrt(a) of the image's, with probability p

    where p, the two a and the place are drawn for each image: an object that is
    partly hidden is still that object.

    Args:
        factor: Bounds between which p is drawn, in [0, 1]; one number stands
            for (0, number). Default 1.0: half of the images, in the long run.
        scale: Bounds between which a is drawn, in [0, 1]; one number stands
            for (0, number). Default (0.02, 0.33).
        fill_value: What is filled in: a number, or one for each of three
            channels. Default None: noise, the greatest value of a pixel times
            normal numbers, cut off at the value range.
        value_range: Least and greatest value of a pixel. Default (0, 255).
        seed: Int that makes the draws reproducible.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If a factor is out of range, `value_range` isn't of two
            numbers that differ, or `fill_value` isn't of one or three.
    Source: Zhong et al. 2017, arXiv:1708.04896. Differs: two sides are drawn in
        place of an area and a ratio, as in Keras 3.
    Example:
        >>> layer = keras.layers.RandomErasing((1, 1), (1, 1), fill_value=7)
        >>> layer(tf.zeros((1, 1, 2, 1)))[0, 0, :, 0].numpy()
        array([7., 7.], dtype=float32)
    """

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        scale: Any = (0.02, 0.33),
        fill_value: Any = None,
        value_range: Sequence[float] = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.factor = factors.pair(where, "factor", factor, 0, 1)
        self.scale = factors.pair(where, "scale", scale, 0, 1)
        self.fill_value = _checked_fill(where, fill_value)
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        seed, noise_seed = draws.seeds(seed, 2)
        scale, unit = self.scale, (0, 1)
        chance, drawn, tall, wide, *places = draws.uniform(
            seed, images, self.factor, unit, scale, scale, unit, unit
        )
        found = patches.drawn(images, tf.sqrt(tall), tf.sqrt(wide), places)
        found["apply_erasing"] = drawn < chance
        if self.fill_value is None:
            found["noise"] = self._noise(images, noise_seed)
        return found

    def _noise(self, images, seed) -> tf.Tensor:
        """Returns noise for the greatest rectangle that there can be."""
        batch, height, width, channels = tf.unstack(tf.shape(images))
        share = math.sqrt(self.scale[1])
        sides = [
            tf.cast(tf.math.ceil(tf.cast(side, tf.float32) * share), tf.int32)
            for side in (height, width)
        ]
        shape = (batch, *(side + 1 for side in sides), channels)
        noise = tf.random.stateless_normal(shape, seed)
        return noise * self.value_range[1]

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        # One that isn't chosen has nothing between its edges.
        right = tf.where(
            transformation["apply_erasing"],
            transformation["right"],
            transformation["left"],
        )
        rectangles = {
            name: transformation[name] for name in ("top", "bottom", "left")
        }
        rectangles["right"] = right
        if self.fill_value is None:
            noise = transformation["noise"]
            return _noisy(images, rectangles, noise, self.value_range)
        images = pixels.as_floats(images)
        fill = tf.cast(self.fill_value, images.dtype)
        fill = tf.clip_by_value(fill, *self.value_range)
        return patches.replaced(images, rectangles, fill)


@compiled.where_it_pays
def _noisy(images, rectangles: dict, noise, value_range: tuple[float, float]):
    images = pixels.as_floats(images)
    noise = tf.cast(_spread_over(images, noise), images.dtype)
    noise = tf.clip_by_value(noise, *value_range)
    return patches.replaced(images, rectangles, noise)


def _spread_over(images, noise) -> tf.Tensor:
    """Repeats noise over images: a rectangle holds none of it twice."""
    _, height, width, _ = tf.unstack(tf.shape(images))
    _, tall, wide, _ = tf.unstack(tf.shape(noise))
    times = (1, -(-height // tall), -(-width // wide), 1)
    return tf.tile(noise, times)[:, :height, :width]


def _checked_fill(where: str, value):
    values = value if isinstance(value, (list, tuple)) else [value]
    numbers = all(
        isinstance(one, (int, float)) and not isinstance(one, bool)
        for one in values
    )
    if value is not None and not (numbers and len(values) in (1, 3)):
        raise ValueError(
            f"{where}: there is nothing to fill in. Expected a number, three "
            f"numbers, or None. Received: fill_value={value!r}."
        )
    return value
