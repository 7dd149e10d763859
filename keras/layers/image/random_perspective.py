"""Images tilted, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import (
    draws,
    factors,
    image_layer,
    projective,
    projective_hooks,
)


class RandomPerspective(image_layer.ImageLayer):
    """Shows images as if they were seen at an angle, in training only.

    Each of an image's corners moves by a part of its distance from the left
    edge, and from the top edge, drawn from -scale / 2 to scale / 2; what lies
    between follows. The corner at the top left stays where it is.

    Args:
        factor: How likely an image is tilted: it is drawn for each from a pair
            of bounds, or from 0 to a number; 0 to 1. Default 1.0.
        scale: How far corners move, 0 to 1. Default 1.0.
        interpolation: 'bilinear', or 'nearest': values of the input only.
        fill_value: Of pixels that come in from outside. Default 0.
        seed: Int that makes the choice reproducible.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or a dict of images, labels, masks and boxes.
        training: True, the default, tilts; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If an argument is out of range, or unknown.
    Example:
        >>> layer = keras.layers.RandomPerspective(scale=0.3)
        >>> layer(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])
    """

    _moves_pixels = True
    change_images = projective_hooks.change_images
    change_masks = projective_hooks.change_masks
    change_boxes = projective_hooks.change_boxes

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        scale: float = 1.0,
        interpolation: str = "bilinear",
        fill_value: float = 0.0,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.factor = factors.pair(where, "factor", factor, 0, 1)
        self.scale = arguments.number_from(where, "scale", scale, 0, 1)
        projective_hooks.take_options(
            self, "constant", interpolation, fill_value
        )
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        shift = (-self.scale / 2, self.scale / 2)
        probability, threshold, *shifts = draws.uniform(
            seed, images, self.factor, (0, 1), *[shift] * 8
        )
        batch, height, width, _ = tf.unstack(tf.shape(images))
        # Of one pixel, corners that are apart all the same.
        right, bottom = (
            tf.cast(tf.maximum(n - 1, 1), tf.float32) for n in (width, height)
        )
        starts = tf.stack(
            [[0.0, 0.0], [right, 0.0], [0.0, bottom], [right, bottom]]
        )
        shifts = tf.reshape(tf.stack(shifts, axis=1), (batch, 4, 2))
        tilts = projective.get_perspective_matrix(
            tf.broadcast_to(starts, (batch, 4, 2)), starts * (1 + shifts)
        )
        is_tilted = (threshold < probability)[:, tf.newaxis]
        level = tf.constant([1.0, 0, 0, 0, 1, 0, 0, 0])
        return {"transforms": tf.where(is_tilted, tilts, level)}
