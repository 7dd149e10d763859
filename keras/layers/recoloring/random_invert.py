"""Negatives, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, draws, factors, image_layer, pixels


class RandomInvert(image_layer.ImageLayer):
    """Makes negatives of some images, in training only.

    y = low + high - x, with probability p

    where p is drawn for each image.

    Args:
        factor: Bounds between which p is drawn, in [0, 1]; one number stands
            for (0, number). Default 1.0: half of the images, in the long run.
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
        ValueError: If `factor` is out of range, or `value_range` isn't of two
            numbers that differ.
    Source: Cubuk et al. 2019, arXiv:1805.09501, table 6. Differs from Keras
        3.15, which leaves the range unless it begins at 0.
    Example:
        >>> layer = keras.layers.RandomInvert((1, 1))
        >>> layer([[[0.0], [55.0]]]).numpy()
        array([[[255.],
                [200.]]], dtype=float32)
    """

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        value_range: Sequence[float] = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.factor = factors.pair(where, "factor", factor, 0, 1)
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        chance, drawn = draws.uniform(seed, images, self.factor, (0, 1))
        return {"apply_inversion": drawn < chance}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        chosen = transformation["apply_inversion"]
        return _inverted(images, chosen, sum(self.value_range))


@compiled.where_it_pays
def _inverted(images, chosen, total: float):
    images = pixels.as_floats(images)
    chosen = draws.each_image(chosen)
    sign, shift = (
        tf.cast(tf.where(chosen, inverted, kept), images.dtype)
        for inverted, kept in ((-1, 1), (total, 0))
    )
    return images * sign + shift
