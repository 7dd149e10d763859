"""The middle of images."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments, training_phase
from keras.layers.image import image_layer, pixels, resizing_methods


class CenterCrop(image_layer.ImageLayer):
    """Cuts out the middle of images, in training and in inference.

    Images that are too small, along either axis, are enlarged: what is left is
    the largest window in their middle that has the proportions asked for.

    Args:
        height: Of the result, in pixels.
        width: Likewise.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: Without effect.
    Output shape: the input's, with `height` and `width`.
    Raises:
        ValueError: If a size isn't 1 or more.
    Example:
        >>> keras.layers.CenterCrop(4, 2)(tf.ones((1, 8, 8, 3))).shape
        TensorShape([1, 4, 2, 3])
    """

    _moves_pixels = True
    _in_training_only = False

    def __init__(
        self,
        height: int,
        width: int,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.height = arguments.whole_number(where, "height", height)
        self.width = arguments.whole_number(where, "width", width)

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return self._cut(images, "bilinear")

    def change_masks(
        self, masks: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return self._cut(masks, "nearest")

    def _cut(self, images, method: str):
        target = self.height, self.width
        sizes = resizing_methods.sizes_of(images)
        starts = _middle(sizes, target)

        def part():
            found = resizing_methods.cropped(images, starts, target)
            # Of the type of those that are resized.
            return found if method == "nearest" else pixels.as_floats(found)

        return training_phase.choose(
            _fits(sizes, target),
            part,
            lambda: resizing_methods.window_resized(images, target, method),
        )

    def change_boxes(
        self, boxes: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        target = self.height, self.width
        sizes = tuple(tf.unstack(transformation["input_shape"][1:3]))
        starts = _middle(sizes, target)
        window = resizing_methods.window(sizes, target)
        return tf.cond(
            _fits(sizes, target),
            lambda: resizing_methods.boxes_in(boxes, starts, target, target),
            lambda: resizing_methods.boxes_in(boxes, *window, target),
        )

    def size_after(self, size: tuple) -> tuple:
        return self.height, self.width


def _middle(sizes: tuple, target: tuple[int, int]) -> tuple:
    """Returns top and left of a target in the middle of an image."""
    return (sizes[0] - target[0]) // 2, (sizes[1] - target[1]) // 2


def _fits(sizes: tuple, target: tuple[int, int]):
    return (sizes[0] >= target[0]) & (sizes[1] >= target[1])
