"""As many boxes for each image."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import image_layer


class MaxNumBoundingBoxes(image_layer.ImageLayer):
    """Gives all images the same number of boxes, so that they are one tensor.

    What is over the number is left out, what is missing is filled up. Inference
    does it, too; images, labels of images and masks stay as they are.

    Args:
        max_number: How many boxes an image has then.
        fill_value: Whole number that boxes and labels are filled up with.
            Default -1.
    Call arguments:
        inputs: Keras 3's dict of 'images', and 'bounding_boxes', with 'boxes'
            `(batch, boxes, 4)` and 'labels' `(batch, boxes)`, dense or ragged;
            or images alone.
        training: Changes nothing.
    Output shape: of the boxes, `(batch, max_number, 4)`.
    Raises:
        ValueError: If `max_number` is less than 1.
    Example:
        >>> boxes = {"boxes": [[[0, 0, 2, 2]]], "labels": [[3]]}
        >>> layer = keras.layers.MaxNumBoundingBoxes(
        ...     2, bounding_box_format="xyxy"
        ... )
        >>> found = layer(
        ...     {"images": tf.ones((1, 4, 4, 3)), "bounding_boxes": boxes}
        ... )
        >>> found["bounding_boxes"]["labels"].numpy()
        array([[ 3, -1]], dtype=int32)
    """

    _in_training_only = False

    def __init__(
        self,
        max_number: int,
        fill_value: int = -1,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        self.max_number = arguments.whole_number(
            where, "max_number", max_number
        )
        self.fill_value = arguments.whole_number(
            where, "fill_value", fill_value, least=-(2**31)
        )

    def transform_bounding_boxes(
        self, bounding_boxes: dict, transformation: Any, training: bool = True
    ) -> dict:
        return {
            name: self._as_many(values)
            for name, values in bounding_boxes.items()
        }

    def _as_many(self, values: tf.Tensor) -> tf.Tensor:
        values = values[:, : self.max_number]
        missing = self.max_number - tf.shape(values)[1]
        others = [[0, 0]] * (values.shape.rank - 2)
        fill = tf.cast(self.fill_value, values.dtype)
        filled = tf.pad(
            values, [[0, 0], [0, missing], *others], constant_values=fill
        )
        shape = [values.shape[0], self.max_number, *values.shape[2:]]
        return tf.ensure_shape(filled, shape)
