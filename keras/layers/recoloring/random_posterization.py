"""Fewer shades, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels

_BITS = 8


class RandomPosterization(image_layer.ImageLayer):
    """Keeps of each value the highest bits only, in training.

    y = floor(x / 2^(8 - b)) 2^(8 - b), x in 0 to 255

    with a number b of bits drawn for each image: flat areas with edges between
    them, as in a poster.

    Args:
        factor: Bounds between which b is drawn, 1 to 8, the upper one left out
            unless both are equal; one number stands for (1, number).
        value_range: Least and greatest value of a pixel. Default (0, 255).
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        seed: Int that makes the draws reproducible.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If `factor` is out of range, or `value_range` isn't of two
            numbers that differ.
    Source: Cubuk et al. 2019, arXiv:1805.09501, table 6.
    Example:
        >>> layer = keras.layers.RandomPosterization((3, 3))
        >>> layer([[[31.0], [32.0], [250.0]]]).numpy()
        array([[[  0.],
                [ 32.],
                [224.]]], dtype=float32)
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
        self.factor = factors.pair(where, "factor", factor, 1, _BITS)
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        (bits,) = draws.uniform(seed, images, self.factor)
        return {"shift_factor": tf.cast(_BITS - tf.floor(bits), tf.uint8)}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        shift = transformation["shift_factor"]
        return _posterized(images, shift, self.value_range)


@compiled.where_it_pays
def _posterized(images, shift, value_range: tuple[float, float]):
    shift = tf.reshape(shift, (-1, 1, 1, 1))
    every_bit = tf.fill(tf.shape(shift), tf.constant(255, tf.uint8))
    kept = tf.bitwise.left_shift(every_bit, shift)
    low, high = value_range
    values = images
    if (low, high) != (0, 255):
        images = pixels.as_floats(images)
        values = (images - low) / (high - low) * 255
    if values.dtype != tf.uint8:
        # What is cast loses its fraction, and isn't rounded.
        values = tf.cast(tf.clip_by_value(values, 0, 255), tf.uint8)
    values = tf.bitwise.bitwise_and(values, kept)
    if (low, high) == (0, 255):
        return values
    return tf.cast(values, images.dtype) * ((high - low) / 255) + low
