"""Images of one size."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import image_layer, resizing_methods


class Resizing(image_layer.ImageLayer):
    """Resizes images, in training and in inference.

    Without `crop_to_aspect_ratio` and `pad_to_aspect_ratio`, what is in an
    image changes its proportions with it.

    Args:
        height: Of the result, in pixels.
        width: Likewise.
        interpolation: 'bilinear', the default, 'nearest', 'bicubic', 'area',
            'lanczos3', 'lanczos5', 'gaussian' or 'mitchellcubic'.
        crop_to_aspect_ratio: True cuts off what is too much in one direction,
            on both sides.
        pad_to_aspect_ratio: True adds what is too little, on both sides.
        fill_mode: What is added: 'constant', which is `fill_value`.
        fill_value: See there. Default 0.
        antialias: True has each pixel of a smaller image mean all that it
            stands for.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, dense or ragged, one
            without the batch axis, or Keras 3's dict of images, labels, masks
            and boxes.
        training: Without effect.
    Output shape: the input's, with `height` and `width`.
    Raises:
        ValueError: If an argument is out of range or unknown, or if it should
            crop and pad.
    Example:
        >>> keras.layers.Resizing(4, 2)(tf.ones((1, 8, 8, 3))).shape
        TensorShape([1, 4, 2, 3])
    """

    _keras_since_3 = (
        "pad_to_aspect_ratio",
        "fill_mode",
        "fill_value",
        "antialias",
    )
    _moves_pixels = True
    _in_training_only = False

    def __init__(
        self,
        height: int,
        width: int,
        interpolation: str = "bilinear",
        crop_to_aspect_ratio: bool = False,
        pad_to_aspect_ratio: bool = False,
        fill_mode: str = "constant",
        fill_value: float = 0.0,
        antialias: bool = False,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.height = arguments.whole_number(where, "height", height)
        self.width = arguments.whole_number(where, "width", width)
        self.interpolation = resizing_methods.checked(where, interpolation)
        if crop_to_aspect_ratio and pad_to_aspect_ratio:
            raise ValueError(
                f"{where}: proportions are kept in one way. Expected one of "
                "`crop_to_aspect_ratio` and `pad_to_aspect_ratio`. Received: "
                "True for both."
            )
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode = arguments.one_of(
            where, "fill_mode", fill_mode, ("constant",)
        )
        self.fill_value = arguments.number_from(
            where, "fill_value", fill_value, float("-inf")
        )
        self.antialias = bool(antialias)

    def call(
        self, inputs: kinds.Tensors, training: bool | None = True
    ) -> kinds.Tensors:
        if not isinstance(inputs, tf.RaggedTensor):
            return super().call(inputs, training)
        shape = (self.height, self.width, inputs.shape[-1])

        def of_one(image: kinds.Tensors) -> kinds.Tensors:
            # Of one width, an image of any height is a tensor.
            if isinstance(image, tf.RaggedTensor):
                image = image.to_tensor()
            return super(Resizing, self).call(image)

        return tf.map_fn(
            of_one,
            inputs,
            fn_output_signature=tf.TensorSpec(shape, self.compute_dtype),
        )

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return self._resized(images, self.interpolation)

    def change_masks(
        self, masks: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return self._resized(masks, "nearest")

    def _resized(self, images, method: str):
        sizes = resizing_methods.sizes_of(images)
        starts, kept = self._window(sizes)
        if self.pad_to_aspect_ratio:
            images = self._padded(images, starts)
        if self.crop_to_aspect_ratio:
            images = resizing_methods.cropped(images, starts, kept)
        target = self.height, self.width
        return resizing_methods.resized(images, target, method, self.antialias)

    def _window(self, sizes: tuple) -> tuple:
        """Returns top and left, height and width of what is resized."""
        target = self.height, self.width
        if self.crop_to_aspect_ratio:
            return resizing_methods.window(sizes, target)
        if not self.pad_to_aspect_ratio:
            return (0, 0), sizes
        return resizing_methods.frame(sizes, target)

    def _padded(self, images, starts: tuple):
        above, before = (-start for start in starts)
        amounts = [[0, 0], [above, above], [before, before], [0, 0]]
        value = tf.cast(self.fill_value, images.dtype)
        return tf.pad(images, amounts, constant_values=value)

    def change_boxes(
        self, boxes: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        sizes = tuple(tf.unstack(transformation["input_shape"][1:3]))
        starts, kept = self._window(sizes)
        target = self.height, self.width
        return resizing_methods.boxes_in(boxes, starts, kept, target)

    def size_after(self, size: tuple) -> tuple:
        return self.height, self.width
