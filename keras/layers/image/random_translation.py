"""Images shifted, at random."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import (
    box_steps,
    draws,
    factors,
    image_layer,
    projective,
    projective_hooks,
)


class RandomTranslation(image_layer.ImageLayer):
    """Shifts each image up, down, left and right, in training only.

    y[row, column] = x[row - h, column - w],  h = height * drawn from
    `height_factor`, w = width * drawn from `width_factor`

    A network that is trained so minds less where in a picture things are.

    Args:
        height_factor: Part of the height to shift down by, -1 to 1: a pair of
            bounds, or a number f for (-f, f).
        width_factor: Part of the width to shift to the right by, likewise.
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
        training: True, the default, shifts; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If a factor is out of range, or an option unknown.
    Example:
        >>> layer = keras.layers.RandomTranslation(0.1, (0.0, 0.2))
        >>> layer(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])
    """

    _moves_pixels = True
    change_images = projective_hooks.change_images
    change_masks = projective_hooks.change_masks
    change_boxes = projective_hooks.change_boxes
    get_transformed_x_y = box_steps.get_transformed_x_y
    get_shifted_bbox = box_steps.get_shifted_bbox

    def __init__(
        self,
        height_factor: float | Sequence[float],
        width_factor: float | Sequence[float],
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.height_factor = height_factor
        self.width_factor = width_factor
        self.height_lower, self.height_upper = factors.pair(
            where, "height_factor", height_factor, -1, 1
        )
        self.width_lower, self.width_upper = factors.pair(
            where, "width_factor", width_factor, -1, 1
        )
        projective_hooks.take_options(
            self, fill_mode, interpolation, fill_value
        )
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        down, right = draws.uniform(
            seed,
            images,
            (self.height_lower, self.height_upper),
            (self.width_lower, self.width_upper),
        )
        sizes = tf.cast(tf.shape(images)[1:3], tf.float32)
        shifts = tf.stack([right * sizes[1], down * sizes[0]], axis=1)
        return {"transforms": projective.get_translation_matrix(shifts)}
