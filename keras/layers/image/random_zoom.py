"""Images made larger and smaller, at random."""

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


class RandomZoom(image_layer.ImageLayer):
    """Scales what is in each image around its middle, in training only.

    What is drawn from a factor is added to 1, and that is the part of the axis
    that is seen: -0.2 zooms in on 80 % of it, 0.2 shows a fifth more than there
    is, filled as `fill_mode` says.

    Args:
        height_factor: Zoom along the height, -1 to 1: a pair of bounds, or a
            number f for (-f, f).
        width_factor: Zoom along the width, likewise, at least -1. Default
            None: what was drawn for the height, which keeps the proportions.
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
        training: True, the default, zooms; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If a factor is out of range, or an option unknown.
    Example:
        >>> layer = keras.layers.RandomZoom((-0.2, 0.0))
        >>> layer(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])
    """

    _moves_pixels = True
    change_images = projective_hooks.change_images
    change_masks = projective_hooks.change_masks
    change_boxes = projective_hooks.change_boxes
    get_transformed_x_y = box_steps.get_transformed_x_y
    get_clipped_bbox = box_steps.get_clipped_bbox

    def __init__(
        self,
        height_factor: float | Sequence[float],
        width_factor: float | Sequence[float] | None = None,
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
        if width_factor is not None:
            self.width_lower, self.width_upper = factors.pair(
                where, "width_factor", width_factor, -1
            )
        projective_hooks.take_options(
            self, fill_mode, interpolation, fill_value
        )
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        bounds = [(self.height_lower, self.height_upper)]
        if self.width_factor is not None:
            bounds.append((self.width_lower, self.width_upper))
        drawn = draws.uniform(seed, images, *bounds)
        zooms = 1 + tf.stack([drawn[-1], drawn[0]], axis=1)
        _, height, width, _ = tf.unstack(tf.shape(images))
        transforms = projective.get_zoom_matrix(zooms, height, width)
        return {"transforms": transforms}
