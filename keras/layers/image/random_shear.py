"""Images slanted, at random."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import (
    box_steps,
    draws,
    factors,
    image_layer,
    projective_hooks,
)


class RandomShear(image_layer.ImageLayer):
    """Slants each image, in training only.

    y[row, column] = x[row + t column, column + s row], with s drawn from
    `x_factor` and t from `y_factor`; both change their sign for half of the
    images. The corner at the top left stays where it is.

    Args:
        x_factor: Columns a row to slant by, -1 to 1: a pair of bounds, or a
            number f for (-f, f). Default 0.
        y_factor: Rows a column, likewise.
        interpolation: 'bilinear', or 'nearest': values of the input only.
        fill_mode: How what comes in from outside is filled: 'reflect', the
            default, `(b a | a b c | c b)`; 'wrap' `(b c | a b c | a b)`;
            'nearest' `(a a | a b c | c c)`; 'constant', `fill_value`.
        fill_value: Of pixels from outside, for 'constant'. Default 0.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        seed: Int that makes the choice reproducible.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, slants; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If a factor is out of range, or an option unknown.
    Example:
        >>> layer = keras.layers.RandomShear(0.2, y_factor=(0.1, 0.3))
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
        x_factor: Any = 0.0,
        y_factor: Any = 0.0,
        interpolation: str = "bilinear",
        fill_mode: str = "reflect",
        fill_value: float = 0.0,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.x_factor = factors.pair(where, "x_factor", x_factor, -1, 1)
        self.y_factor = factors.pair(where, "y_factor", y_factor, -1, 1)
        projective_hooks.take_options(
            self, fill_mode, interpolation, fill_value
        )
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        sign, x, y = draws.uniform(
            seed, images, (-1, 1), self.x_factor, self.y_factor
        )
        x, y = x * tf.sign(sign), y * tf.sign(sign)
        one, zero = tf.ones_like(x), tf.zeros_like(x)
        rows = [one, x, zero, y, one, zero, zero, zero]
        return {"transforms": tf.stack(rows, axis=1)}
