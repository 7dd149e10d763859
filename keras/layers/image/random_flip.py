"""Mirror images, at random."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import compiled, draws, image_layer

_MODES = ("horizontal", "vertical", "horizontal_and_vertical")


class RandomFlip(image_layer.ImageLayer):
    """Mirrors half of the images, in training only.

    Left and right, top and bottom are each swapped with probability 1/2, for
    each image by itself: what a picture shows is often the same in a mirror.

    Args:
        mode: 'horizontal' swaps left and right, 'vertical' top and bottom;
            'horizontal_and_vertical', the default, each of both.
        seed: Int that makes the choice reproducible.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, flips; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If `mode` is none of the three.
    Example:
        >>> layer = keras.layers.RandomFlip("horizontal", seed=1)
        >>> layer(np.zeros((2, 8, 8, 3), "uint8")).dtype
        tf.float32
    """

    _moves_pixels = True

    def __init__(
        self,
        mode: str = "horizontal_and_vertical",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.mode = arguments.one_of(self._keras_who, "mode", mode, _MODES)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        drawn = draws.uniform(seed, images, (0, 1), (0, 1))
        horizontal, vertical = (numbers < 0.5 for numbers in drawn)
        return {"horizontal": horizontal, "vertical": vertical}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        horizontal, vertical = (
            transformation[name] if name in self.mode else None
            for name in ("horizontal", "vertical")
        )
        return _mirrored(images, horizontal, vertical)

    def change_boxes(
        self, boxes: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        _, height, width, _ = tf.unstack(
            tf.cast(transformation["input_shape"], boxes.dtype)
        )
        left, top, right, bottom = tf.unstack(boxes, axis=-1)
        if "horizontal" in self.mode:
            chosen = transformation["horizontal"][:, tf.newaxis]
            left, right = (
                tf.where(chosen, width - right, left),
                tf.where(chosen, width - left, right),
            )
        if "vertical" in self.mode:
            chosen = transformation["vertical"][:, tf.newaxis]
            top, bottom = (
                tf.where(chosen, height - bottom, top),
                tf.where(chosen, height - top, bottom),
            )
        return tf.stack([left, top, right, bottom], axis=-1)


@compiled.where_it_pays
def _mirrored(images, horizontal, vertical):
    """Reverses the columns, and the rows, of those images that are chosen.

    Args:
        images: `(batch, height, width, channels)`.
        horizontal, vertical: Booleans `(batch,)`; None for no image.
    """
    for axis, chosen in ((2, horizontal), (1, vertical)):
        if chosen is not None:
            turned = tf.reverse(images, [axis])
            images = tf.where(draws.each_image(chosen), turned, images)
    return images
