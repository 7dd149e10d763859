"""Sharper and softer images, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels

# The middle counts five times, each neighbor once.
_SHARE = 1 / 13


class RandomSharpness(image_layer.ImageLayer):
    """Makes images softer or sharper, in training only.

    y = x + (1 - 2 f) (s - x), s = (sum of the 3 x 3 pixels around + 4 x) / 13

    with f drawn for each image: 0 smooths, 1/2 leaves, 1 sharpens. Beyond the
    edges the sum takes zeros. What is out of the value range is cut off.

    Args:
        factor: Bounds between which f is drawn, in [0, 1]; one number stands
            for (0, number).
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
        >>> layer = keras.layers.RandomSharpness((0, 0))
        >>> layer([[[13.0]]]).numpy().round(3)
        array([[[5.]]], dtype=float32)
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
        (factor,) = draws.uniform(seed, images, self.factor)
        return {"factor": factor}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        pixels.check_any(images)
        smoothed = _by_shifts if compiled.pays(images) else _by_convolution
        return smoothed(images, transformation["factor"], self.value_range)


@compiled.alone
def _by_shifts(images, factor, value_range: tuple[float, float]):
    """Sums nine shifted images in one loop: half a convolution's time."""
    images = pixels.as_floats(images)
    _, height, width, _ = tf.unstack(tf.shape(images))
    framed = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]])
    total = sum(
        framed[:, down : down + height, right : right + width]
        for down in range(3)
        for right in range(3)
    )
    smooth = (total + 4 * images) * _SHARE
    return _sharpened(images, smooth, factor, value_range)


def _by_convolution(images, factor, value_range: tuple[float, float]):
    images = pixels.as_floats(images)
    kernel = tf.tensor_scatter_nd_update(
        tf.fill((3, 3, 1, 1), tf.constant(_SHARE, images.dtype)),
        [[1, 1]],
        tf.constant([[[5 * _SHARE]]], images.dtype),
    )
    smooth = tf.nn.depthwise_conv2d(
        images,
        tf.tile(kernel, (1, 1, tf.shape(images)[-1], 1)),
        strides=(1, 1, 1, 1),
        padding="SAME",
    )
    return _sharpened(images, smooth, factor, value_range)


def _sharpened(images, smooth, factor, value_range: tuple[float, float]):
    strength = draws.each_image(1 - 2 * tf.cast(factor, images.dtype))
    changed = images + strength * (smooth - images)
    return tf.clip_by_value(changed, *value_range)
