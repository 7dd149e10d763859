"""Other light and colors, at random."""

from collections.abc import Sequence
from typing import Any

from keras.engine import kinds
from keras.layers.image import (
    draws,
    factors,
    image_layer,
    pixels,
    random_brightness,
    random_contrast,
)
from keras.layers.recoloring import random_hue, random_saturation

_PARTS = {
    "random_brightness": random_brightness.RandomBrightness,
    "random_contrast": random_contrast.RandomContrast,
    "random_saturation": random_saturation.RandomSaturation,
    "random_hue": random_hue.RandomHue,
}


class RandomColorJitter(image_layer.ImageLayer):
    """Changes brightness, contrast, saturation and hue, in training only.

    y = hue(saturation(contrast(brightness(x))))

    each by a number that is drawn for each image, and only if its factor is
    given: see `RandomBrightness`, `RandomContrast`, `RandomSaturation` and
    `RandomHue`.

    Args:
        value_range: Least and greatest value of a pixel. Default (0, 255).
        brightness_factor: Bounds, in [-1, 1], or one number. Default None.
        contrast_factor: Bounds, the lower one in [0, 1], or one number. Default
            None.
        saturation_factor: Bounds, in [-1, 1], or one number. Default None.
        hue_factor: Bounds, in [0, 1], or one number. Default None.
        seed: Int that makes the draws reproducible.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, 3)`, one without the batch axis,
            or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If a factor is out of range, or images have no three
            channels where saturation or hue change.
    Source: Howard 2013, arXiv:1312.5402, section 2.2.
    Example:
        >>> layer = keras.layers.RandomColorJitter(hue_factor=0.2, seed=1)
        >>> layer(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])
    """

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        brightness_factor: Any = None,
        contrast_factor: Any = None,
        saturation_factor: Any = None,
        hue_factor: Any = None,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.value_range = factors.value_range(where, value_range)
        self.brightness_factor = brightness_factor
        self.contrast_factor = contrast_factor
        self.saturation_factor = saturation_factor
        self.hue_factor = hue_factor
        self._keep_seed(seed)
        self._check_factors()
        for name, layer_class in _PARTS.items():
            factor = getattr(self, f"{name.removeprefix('random_')}_factor")
            part = None
            if factor is not None:
                part = layer_class(factor, value_range=self.value_range)
            setattr(self, name, part)

    def _check_factors(self) -> None:
        """Names this layer, and not the one inside, where one is wrong."""
        for name, least, most in (
            ("brightness_factor", -1, 1),
            ("contrast_factor", 0, None),
            ("saturation_factor", -1, 1),
            ("hue_factor", 0, 1),
        ):
            value = getattr(self, name)
            if value is not None:
                factors.pair(self._keras_who, name, value, least, most)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        seeds = draws.seeds(seed, len(_PARTS))
        return {
            name: part.draw(images, part_seed)
            for (name, part), part_seed in zip(self._parts(), seeds)
        }

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        images = pixels.as_floats(images)
        for name, part in self._parts():
            images = part.change_images(images, transformation[name])
        return images

    def _parts(self) -> list[tuple]:
        parts = ((name, getattr(self, name)) for name in _PARTS)
        return [(name, part) for name, part in parts if part is not None]
