"""Images made lighter and darker, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels


class RandomBrightness(image_layer.ImageLayer):
    """Adds a number to all pixels of an image, in training only.

    y = clip(x + f (high - low)),  f drawn from `factor` for each image

    Args:
        factor: Part of the range of values to add, -1 to 1: a pair of bounds,
            or a number f for (-f, f). -1 makes all black, 1 all white.
        value_range: The least and the largest value of a pixel, to which
            results are clipped. Default (0, 255).
        seed: Int that makes the choice reproducible.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If the factor is out of range, or the values are no pair.
    Example:
        >>> layer = keras.layers.RandomBrightness((0.1, 0.1))
        >>> layer(np.array([[[1], [250]]])).numpy().ravel()
        array([ 26.5, 255. ], dtype=float32)
    """

    def __init__(
        self,
        factor: float | Sequence[float],
        value_range: Sequence[float] = (0, 255),
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        self.factor = factors.pair(where, "factor", factor, -1, 1)
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        (added,) = draws.uniform(seed, images, self.factor)
        low, high = self.value_range
        return {"added": added * (high - low)}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return _lit(images, transformation["added"], self.value_range)


@compiled.where_it_pays
def _lit(images, added, value_range: tuple[float, float]):
    images = pixels.as_floats(images)
    added = tf.cast(draws.each_image(added), images.dtype)
    return tf.clip_by_value(images + added, *value_range)
