"""Bright pixels turned to their negatives."""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels


class Solarization(image_layer.ImageLayer):
    """Brightens images, and inverts the pixels that are bright, in training.

    z = min(x + a, high); y = z where z < t, else low + high - z

    with a and t drawn for each image. It looks like film that saw light before
    it was fixed.

    Args:
        addition_factor: Bounds between which a is drawn, as fractions of the
            value range in [0, 1]; one number stands for (0, number). Default 0.
        threshold_factor: Likewise for t. Default 0: all pixels are inverted.
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
        ValueError: If a factor is out of range, or `value_range` isn't of two
            numbers that differ.
    Source: Cubuk et al. 2019, arXiv:1805.09501, table 6. Differs from Keras
        3.15, which takes the lower bounds for parts of 1 instead of 255.
    Example:
        >>> keras.layers.Solarization()([[[0.0], [55.0]]]).numpy()
        array([[[255.],
                [200.]]], dtype=float32)
    """

    def __init__(
        self,
        addition_factor: Any = 0.0,
        threshold_factor: Any = 0.0,
        value_range: Sequence[float] = (0, 255),
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        self.addition_factor = factors.pair(
            where, "addition_factor", addition_factor, 0, 1
        )
        self.threshold_factor = factors.pair(
            where, "threshold_factor", threshold_factor, 0, 1
        )
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        bounds = (self.addition_factor, self.threshold_factor)
        drawn = draws.uniform(seed, images, *bounds)
        # In parts of 255, as in Keras 3.
        additions, thresholds = (255 * numbers for numbers in drawn)
        return {"additions": additions, "thresholds": thresholds}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        added, thresholds = (
            transformation[name] for name in ("additions", "thresholds")
        )
        return _solarized(images, added, thresholds, self.value_range)


@compiled.where_it_pays
def _solarized(images, added, thresholds, value_range: tuple[float, float]):
    images = pixels.as_floats(images)
    low, high = value_range
    unit = (high - low) / 255
    added, thresholds = (
        draws.each_image(tf.cast(numbers, images.dtype)) * unit
        for numbers in (added, thresholds)
    )
    images = tf.clip_by_value(images + added, low, high)
    return tf.where(images < low + thresholds, images, low + high - images)
