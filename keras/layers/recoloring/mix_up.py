"""Weighted means of two images."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import compiled, draws, image_layer, pixels
from keras.layers.recoloring import mixing


class MixUp(image_layer.ImageLayer):
    """Mixes each image with another of its batch, in training only.

    x = w x_i + (1 - w) x_j, y = w y_i + (1 - w) y_j, w of Beta(alpha, alpha)

    A model learns that what lies between two classes is between them, and is
    less sure where it can't be.

    Args:
        alpha: 0 or more: near 0, w is near 0 or 1; 1 draws all w alike.
            Default 0.2.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        seed: Int that makes the draws reproducible.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, or Keras 3's dict of
            them with 'labels' `(batch, classes)`. Masks are mixed likewise, and
            images get the boxes of both. An image without the batch axis stays
            as it is.
        training: True, the default, mixes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If `alpha` is negative, or labels are numbers of classes.
    Source: Zhang et al. 2017, arXiv:1710.09412, equations 1 and 2; boxes: Zhang
        et al. 2019, arXiv:1902.04103.
    Example:
        >>> batch = {"images": tf.ones((2, 4, 4, 1)), "labels": tf.eye(2)}
        >>> mixed = keras.layers.MixUp(seed=1)(batch)
        >>> tf.reduce_sum(mixed["labels"], 1).numpy()
        array([1., 1.], dtype=float32)
    """

    _moves_pixels = True

    def __init__(
        self,
        alpha: float = 0.2,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.alpha = arguments.number_from(self._keras_who, "alpha", alpha, 0)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        order_seed, weight_seed = draws.seeds(seed, 2)
        alphas = tf.fill(tf.shape(images)[:1], float(self.alpha))
        return {
            "permutation_order": mixing.permutation(order_seed, images),
            "mix_weight": mixing.beta(weight_seed, alphas),
        }

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return _mixed(images, *_how(transformation))

    def change_labels(
        self, labels: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        how = _how(transformation)
        return mixing.mixed_labels(self._keras_who, labels, *how)

    def transform_bounding_boxes(
        self, bounding_boxes: dict, transformation: Any, training: bool = True
    ) -> dict:
        if self._is_idle(transformation, training):
            return bounding_boxes
        order = transformation["permutation_order"]
        return {
            name: tf.concat([values, tf.gather(values, order)], axis=1)
            for name, values in bounding_boxes.items()
        }


def _how(transformation: dict) -> tuple[tf.Tensor, tf.Tensor]:
    return transformation["permutation_order"], transformation["mix_weight"]


@compiled.where_it_pays
def _mixed(images, order, weight):
    return mixing.mixed(pixels.as_floats(images), order, weight)
