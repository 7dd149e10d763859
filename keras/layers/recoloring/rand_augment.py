"""A few changes of many, at random."""

import functools
from collections.abc import Callable, Sequence

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import factors, image_layer, pixels
from keras.layers.recoloring import augmenting_layers, color_planes, operations


class RandAugment(image_layer.ImageLayer):
    """Changes images by layers that are drawn, in training only.

    y = f_n(… f_2(f_1(x))), each f one of eleven

    These shear, shift, turn, brighten, pale, contrast, sharpen, posterize,
    solarize, stretch the contrast and equalize. A batch goes through the same
    layers; how strong they are is drawn for each image.

    Args:
        value_range: Least and greatest value of a pixel. Default (0, 255).
        num_ops: Number n of changes. Default 2.
        factor: Bounds of how strong they are, in [0, 1]; one number stands for
            (0, number). Default 0.5.
        interpolation: How layers that move pixels compute what is between
            them: 'bilinear' (default) or 'nearest'.
        seed: Int that makes the draws reproducible.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, 3)`, one without the batch axis,
            or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If an argument is out of range, or images have no three
            channels.
    Source: Cubuk et al. 2019, arXiv:1909.13719, figure 2.
    Example:
        >>> keras.layers.RandAugment(seed=1)(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])
    """

    _moves_pixels = True

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        num_ops: int = 2,
        factor: float | Sequence[float] = 0.5,
        interpolation: str = "bilinear",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.value_range = factors.value_range(where, value_range)
        self.num_ops = arguments.whole_number(where, "num_ops", num_ops)
        self.factor = factors.pair(where, "factor", factor, 0, 1)
        self.interpolation = arguments.one_of(
            where, "interpolation", interpolation, ("nearest", "bilinear")
        )
        self._keep_seed(seed)
        augmenting_layers.attach(self, with_tuners=True)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        among = len(augmenting_layers.attached(self))
        return operations.draw(seed, self.num_ops, among)

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        color_planes.require_colors(self._keras_who, images)
        images = pixels.as_floats(images)
        return self._in_turn(images, transformation, operations.of_images)

    def change_masks(
        self, masks: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return self._in_turn(masks, transformation, operations.of_masks)

    def change_boxes(
        self, boxes: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        of_boxes = functools.partial(
            operations.of_boxes, transformation["input_shape"]
        )
        return self._in_turn(boxes, transformation, of_boxes)

    def _in_turn(self, values, transformation: dict, change_by: Callable):
        layers = augmenting_layers.attached(self)
        changes = [change_by(layer) for layer in layers]
        return operations.in_turn(values, transformation, changes)
