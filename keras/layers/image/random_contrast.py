"""Images made clearer and duller, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels


class RandomContrast(image_layer.ImageLayer):
    """Moves pixels away from their channel's mean or to it, in training only.

    y = clip(m + (x - m) c),  m the mean of an image's channel, c drawn for each
    image from 1 - lower to 1 + upper

    Args:
        factor: A pair `(lower, upper)`, or a number for both; at least 0, and
            `lower` at most 1.
        seed: Int that makes the choice reproducible.
        value_range: The least and the largest value of a pixel, to which
            results are clipped. Default (0, 255).
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If the factor is out of range, or the values are no pair.
    Example:
        >>> layer = keras.layers.RandomContrast((0.5, 0.0))
        >>> layer(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])
    """

    _keras_since_3 = ("value_range",)

    def __init__(
        self,
        factor: float | Sequence[float],
        seed: int | None = None,
        value_range: Sequence[float] = (0, 255),
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        self.factor = factor
        self.lower, self.upper = _parts(where, factor)
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        bounds = (1 - self.lower, 1 + self.upper)
        (contrast,) = draws.uniform(seed, images, bounds)
        return {"contrast": contrast}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        contrast = transformation["contrast"]
        return _contrasted(images, contrast, self.value_range)


@compiled.where_it_pays
def _contrasted(images, contrast, value_range: tuple[float, float]):
    images = pixels.as_floats(images)
    mean = _means(images)
    contrast = tf.cast(draws.each_image(contrast), images.dtype)
    clearer = images * contrast + mean * (1 - contrast)
    return tf.clip_by_value(clearer, *value_range)


def _means(images) -> tf.Tensor:
    """Returns each channel's mean, `(batch, 1, 1, channels)`.

    Rows are added up first, so that XLA does that a row at a time: in a third
    of the time. Sums of whole numbers are exact.
    """
    batch, height, width, channels = tf.unstack(tf.shape(images))
    rows = tf.reshape(images, (batch, height, width * channels))
    row = tf.reduce_sum(rows, axis=1)
    row = tf.reshape(row, (batch, 1, width, channels))
    total = tf.reduce_sum(row, axis=2, keepdims=True)
    return total / tf.cast(height * width, images.dtype)


def _parts(where: str, factor) -> tuple[float, float]:
    """Returns how far contrast may fall and rise."""
    factors.pair(where, "factor", factor, 0)
    lower, upper = (
        factor if isinstance(factor, (list, tuple)) else (factor, factor)
    )
    if lower > 1:
        raise ValueError(
            f"{where}: contrast can't fall below none. Expected a lower part "
            f"of 0 to 1. Received: factor={factor!r}."
        )
    return lower, upper
