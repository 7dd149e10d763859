"""Parts of images, from random places."""

import functools
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments, training_phase
from keras.layers.image import (
    compiled,
    draws,
    image_layer,
    pixels,
    resizing_methods,
)


class RandomCrop(image_layer.ImageLayer):
    """Cuts out a part of each image, from a place of its own, in training.

    In inference, and where images are too small, what comes out is the largest
    window in their middle that has the proportions asked for, resized.

    Args:
        height: Of the result, in pixels.
        width: Likewise.
        seed: Int that makes the choice reproducible.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        name: Unique in a model.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, draws places.
    Output shape: the input's, with `height` and `width`.
    Raises:
        ValueError: If a size isn't 1 or more.
    Differs: Keras 2 and 3 cut all images of a batch at one place.
    Example:
        >>> keras.layers.RandomCrop(4, 2)(tf.ones((1, 8, 8, 3))).shape
        TensorShape([1, 4, 2, 3])
    """

    _moves_pixels = True
    _in_training_only = False

    def __init__(
        self,
        height: int,
        width: int,
        seed: int | None = None,
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: kinds.Unpack[kinds.UnnamedArguments],
    ) -> None:
        super().__init__(data_format=data_format, name=name, **kwargs)
        where = self._keras_who
        self.height = arguments.whole_number(where, "height", height)
        self.width = arguments.whole_number(where, "width", width)
        self._keep_seed(seed)

    def get_random_transformation(
        self, data: Any, training: bool = True, seed: kinds.Seed = None
    ) -> dict:
        drawn = super().get_random_transformation(data, training, seed)
        return {**drawn, "is_drawn": training and drawn["is_drawn"]}

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        sizes = resizing_methods.sizes_of(images)
        rooms = [n - m for n, m in zip(sizes, (self.height, self.width))]
        down, right = draws.uniform(seed, images, (0, 1), (0, 1))
        return {
            "top": _place(down, rooms[0]),
            "left": _place(right, rooms[1]),
            "is_drawn": (rooms[0] >= 0) & (rooms[1] >= 0),
        }

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return self._cut(images, transformation, "bilinear")

    def change_masks(
        self, masks: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return self._cut(masks, transformation, "nearest")

    def _cut(self, images, drawn: dict, method: str):
        target = self.height, self.width
        starts = drawn["top"], drawn["left"]

        # Of the type of those that are resized.
        dtype = pixels.float_type(images)
        dtype = images.dtype if method == "nearest" else dtype

        def parts():
            found = _parts(images, *starts, target, dtype)
            batch, *_, channels = images.shape
            return tf.ensure_shape(found, (batch, *target, channels))

        return training_phase.choose(
            drawn["is_drawn"],
            parts,
            lambda: resizing_methods.window_resized(images, target, method),
        )

    def change_boxes(
        self, boxes: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        target = self.height, self.width
        sizes = tuple(tf.unstack(transformation["input_shape"][1:3]))
        window = resizing_methods.window(sizes, target)
        starts = transformation["top"], transformation["left"]
        return training_phase.choose(
            transformation["is_drawn"],
            lambda: resizing_methods.boxes_in(boxes, starts, target, target),
            lambda: resizing_methods.boxes_in(boxes, *window, target),
        )

    def size_after(self, size: tuple) -> tuple:
        return self.height, self.width


def _place(part, room) -> tf.Tensor:
    """Returns a place from 0 to `room`, each as likely, for each image."""
    places = tf.cast(room + 1, tf.float32)
    return tf.cast(part * places, tf.int32)


@functools.partial(compiled.where_it_pays, resizes=True)
def _parts(images, top, left, size: tuple[int, int], dtype) -> tf.Tensor:
    """Returns a window of each image, from its own place, in a type."""
    rows = top[:, tf.newaxis] + tf.range(size[0])  # (batch, rows)
    columns = left[:, tf.newaxis] + tf.range(size[1])
    strips = tf.gather(images, rows, axis=1, batch_dims=1)
    return tf.cast(tf.gather(strips, columns, axis=2, batch_dims=1), dtype)
