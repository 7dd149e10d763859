"""Other colors, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels
from keras.layers.recoloring import color_planes


class RandomHue(image_layer.ImageLayer):
    """Turns all colors around the color circle, in training only.

    h' = (h + d / 2) mod 1, d = f or -f

    with the hue h of the hue, saturation and value (HSV) of a pixel, and f and
    its sign drawn for each image: 0 leaves it, 1 is half a turn.

    Args:
        factor: Bounds between which f is drawn, in [0, 1]; one number stands
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
    Source: Smith 1978, Color gamut transform pairs.
    Example:
        >>> layer = keras.layers.RandomHue((1, 1))
        >>> layer([[[200.0, 0.0, 0.0]]]).numpy().round(3)
        array([[[  0., 200., 200.]]], dtype=float32)
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
        self.factor = factors.pair(where, "factor", factor, 0, 1)
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        sign, factor = draws.uniform(seed, images, (-1, 1), self.factor)
        return {"factor": tf.where(sign < 0, -factor, factor) / 2}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        color_planes.require_colors(self._keras_who, images)
        return _of_other_hue(images, transformation["factor"], self.value_range)


@compiled.where_it_pays
def _of_other_hue(images, factor, value_range: tuple[float, float]):
    images = pixels.as_floats(images)
    turn = tf.cast(factor, images.dtype)[:, None]
    turned = _turned(color_planes.split(images), 6 * turn)
    changed = [tf.clip_by_value(plane, *value_range) for plane in turned]
    return color_planes.joined(changed, images)


def _turned(planes: list, turn: tf.Tensor) -> list:
    """Turns colors by sixths of the circle."""
    red, green, blue = planes
    least, value = color_planes.extremes(planes)
    chroma = value - least
    # From red, where the greatest color stands on the circle, times chroma.
    beyond_red = tf.where(
        value == green, blue - red + 2 * chroma, red - green + 4 * chroma
    )
    beyond_red = tf.where(value == red, green - blue, beyond_red)
    hue = tf.math.divide_no_nan(beyond_red, chroma) + turn
    hue = tf.math.floormod(hue, 6)
    shares = (
        tf.abs(hue - 3) - 1,
        2 - tf.abs(hue - 2),
        2 - tf.abs(hue - 4),
    )
    return [least + chroma * tf.clip_by_value(s, 0, 1) for s in shares]
