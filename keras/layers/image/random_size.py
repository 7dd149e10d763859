"""Images stretched and squeezed to a random height, or width."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import factors, image_layer, resizing_methods


def _take(layer, factor, interpolation: str, seed: int | None) -> tuple:
    """Keeps a layer's arguments, checked; returns the factor's bounds."""
    where = layer._keras_who
    layer.factor = factor
    layer.interpolation = resizing_methods.checked(where, interpolation)
    layer._keep_seed(seed)
    return factors.pair(where, "factor", factor, -1)


def _draw(images, seed, axis: int, lower: float, upper: float) -> dict:
    """Draws one size for all images: they are one tensor."""
    size = tf.shape(images)[1:3]
    part = tf.random.stateless_uniform((), seed, 1.0 + lower, 1.0 + upper)
    drawn = tf.cast(part * tf.cast(size[axis], tf.float32), tf.int32)
    drawn = tf.maximum(drawn, 1)
    sizes = (drawn, size[1]) if axis == 0 else (size[0], drawn)
    return {"size": tf.stack(sizes)}


class RandomHeight(image_layer.ImageLayer):
    """Resizes images to a random height, in training only.

    height = int(height * (1 + f)),  f drawn from `factor`

    All images of a batch get the same, as they are one tensor.

    Args:
        factor: Part of the height to add, at least -1: a pair of bounds, or a
            number f for (-f, f).
        interpolation: 'bilinear', the default, 'nearest', 'bicubic', 'area',
            'lanczos3', 'lanczos5', 'gaussian' or 'mitchellcubic'.
        seed: Int that makes the choice reproducible.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or a dict of images, labels, masks and boxes.
        training: True, the default, resizes; False casts only.
    Output shape: the input's, with an unknown height.
    Raises:
        ValueError: If the factor is out of range, or the method unknown.
    Example:
        >>> layer = keras.layers.RandomHeight((0.5, 0.5))
        >>> layer(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 12, 8, 3])
    """

    _moves_pixels = True
    change_images = resizing_methods.change_images
    change_masks = resizing_methods.change_masks
    change_boxes = resizing_methods.change_boxes

    def __init__(
        self,
        factor: float | Sequence[float],
        interpolation: str = "bilinear",
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        bounds = _take(self, factor, interpolation, seed)
        self.height_lower, self.height_upper = bounds

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        return _draw(images, seed, 0, self.height_lower, self.height_upper)

    def size_after(self, size: tuple) -> tuple:
        return None, size[1]


class RandomWidth(image_layer.ImageLayer):
    """Resizes images to a random width, in training only.

    width = int(width * (1 + f)),  f drawn from `factor`

    All images of a batch get the same, as they are one tensor.

    Args:
        factor: Part of the width to add, at least -1: a pair of bounds, or a
            number f for (-f, f).
        interpolation: 'bilinear', the default, 'nearest', 'bicubic', 'area',
            'lanczos3', 'lanczos5', 'gaussian' or 'mitchellcubic'.
        seed: Int that makes the choice reproducible.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or a dict of images, labels, masks and boxes.
        training: True, the default, resizes; False casts only.
    Output shape: the input's, with an unknown width.
    Raises:
        ValueError: If the factor is out of range, or the method unknown.
    Example:
        >>> layer = keras.layers.RandomWidth((0.5, 0.5))
        >>> layer(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 12, 3])
    """

    _moves_pixels = True
    change_images = resizing_methods.change_images
    change_masks = resizing_methods.change_masks
    change_boxes = resizing_methods.change_boxes

    def __init__(
        self,
        factor: float | Sequence[float],
        interpolation: str = "bilinear",
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        bounds = _take(self, factor, interpolation, seed)
        self.width_lower, self.width_upper = bounds

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        return _draw(images, seed, 1, self.width_lower, self.width_upper)

    def size_after(self, size: tuple) -> tuple:
        return size[0], None
