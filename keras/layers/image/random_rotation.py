"""Images turned, at random."""

import math
from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import (
    draws,
    factors,
    image_layer,
    projective,
    projective_hooks,
)


class RandomRotation(image_layer.ImageLayer):
    """Turns each image around its middle, in training only.

    By an angle of 2 pi times what is drawn from `factor`, counter-clockwise.

    Args:
        factor: Part of a full turn: a pair of bounds, or a number f for
            (-f, f). 0.1 turns by up to 36 degrees either way.
        fill_mode: How what comes in from outside is filled: 'reflect', the
            default, `(b a | a b c | c b)`; 'wrap' `(b c | a b c | a b)`;
            'nearest' `(a a | a b c | c c)`; 'constant', `fill_value`.
        interpolation: 'bilinear', or 'nearest': values of the input only.
        seed: Int that makes the choice reproducible.
        fill_value: Of pixels from outside, for 'constant'. Default 0.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, turns; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If an option is unknown.
    Example:
        >>> layer = keras.layers.RandomRotation(0.1, fill_mode="constant")
        >>> layer(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])
    """

    _moves_pixels = True
    change_images = projective_hooks.change_images
    change_masks = projective_hooks.change_masks
    change_boxes = projective_hooks.change_boxes

    def __init__(
        self,
        factor: float | Sequence[float],
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.factor = factor
        self.lower, self.upper = factors.pair(
            where, "factor", factor, float("-inf")
        )
        projective_hooks.take_options(
            self, fill_mode, interpolation, fill_value
        )
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        (turns,) = draws.uniform(seed, images, (self.lower, self.upper))
        _, height, width, _ = tf.unstack(tf.shape(images))
        transforms = projective.get_rotation_matrix(
            turns * (2 * math.pi), height, width
        )
        return {"transforms": transforms}
