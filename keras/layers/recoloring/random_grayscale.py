"""Gray images, at random."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import compiled, draws, image_layer, pixels
from keras.layers.recoloring import color_planes


class RandomGrayscale(image_layer.ImageLayer):
    """Takes the colors out of some images, in training only.

    y = 0.2989 red + 0.587 green + 0.114 blue, in all three channels

    What a network shall know by its form, it learns without its color.

    Args:
        factor: Probability of an image to become gray, 0 to 1. Default 0.5.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        seed: Int that makes the choice reproducible.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
            They have 3 channels, or 1: then they stay as they are.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If `factor` isn't in [0, 1], or images have another number
            of channels.
    Source: ITU-R BT.601-7, section 2.5.1, in four digits as `tf.image` has it.
    Example:
        >>> keras.layers.RandomGrayscale(1.0)([[[100.0, 0.0, 0.0]]]).numpy()
        array([[[29.89, 29.89, 29.89]]], dtype=float32)
    """

    def __init__(
        self,
        factor: float = 0.5,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.factor = arguments.number_from(where, "factor", factor, 0, 1)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        (drawn,) = draws.uniform(seed, images, (0, 1))
        return {"is_gray": drawn < self.factor}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        color_planes.require_colors(self._keras_who, images, 1)
        if images.shape[-1] == 1:
            return images
        return _grayed(images, transformation["is_gray"])


@compiled.where_it_pays
def _grayed(images, is_gray):
    images = pixels.as_floats(images)
    planes = color_planes.split(images)
    gray = color_planes.luminance(planes)
    chosen = is_gray[:, None]
    changed = [tf.where(chosen, gray, plane) for plane in planes]
    return color_planes.joined(changed, images)
