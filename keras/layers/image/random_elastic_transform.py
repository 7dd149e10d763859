"""Images pulled out of shape, at random."""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import draws, factors, image_layer, pixels, sampling


class RandomElasticTransform(image_layer.ImageLayer):
    """Shifts each pixel by a field of smooth noise, in training only.

    y[row, column] = x[row + a v, column + a u],  u and v normal noise of the
    deviation s, blurred by a Gaussian of the deviation s

    a = 0.1 max(height, width) f and s = 0.05 min(height, width) f, with f drawn
    from `scale` for a batch, and a field of its own for each image. What is
    written by hand is as legible after it. Bounding boxes stay where they are.

    Args:
        factor: How likely an image is changed: it is drawn for each from a
            pair of bounds, or from 0 to a number; 0 to 1. Default 1.0.
        scale: How far pixels move: f is drawn from a pair of bounds, or from 0
            to a number; 0 to 1. Default 1.0.
        interpolation: 'bilinear', or 'nearest': values of the input only.
        fill_mode: How what comes in from outside is filled: 'reflect', the
            default, `(b a | a b c | c b)`; 'mirror' `(c b | a b c | b a)`;
            'wrap' `(b c | a b c | a b)`; 'nearest' `(a a | a b c | c c)`;
            'constant', `fill_value`.
        fill_value: Of pixels from outside, for 'constant'. Default 0.
        value_range: The least and the largest value of a pixel, to which
            results are clipped. Default (0, 255).
        seed: Int that makes the choice reproducible.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or a dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If an argument is out of range, or unknown.
    Source: Simard et al. 2003, ICDAR, section 2.
    Example:
        >>> layer = keras.layers.RandomElasticTransform(scale=0.3)
        >>> layer(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])
    """

    _moves_pixels = True

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        scale: Any = 1.0,
        interpolation: str = "bilinear",
        fill_mode: str = "reflect",
        fill_value: float = 0.0,
        value_range: Sequence[float] = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.factor = factors.pair(where, "factor", factor, 0, 1)
        self.scale = factors.pair(where, "scale", scale, 0, 1)
        self.interpolation = arguments.one_of(
            where, "interpolation", interpolation, ("nearest", "bilinear")
        )
        self.fill_mode = arguments.one_of(
            where, "fill_mode", fill_mode, sampling.FILL_MODES
        )
        self.fill_value = arguments.number_from(
            where, "fill_value", fill_value, float("-inf")
        )
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def get_elastic_transform_params(
        self, height: Any, width: Any, factor: float | Sequence[float]
    ) -> tuple:
        """Returns how far pixels move, and the deviation of the noise.

        Args:
            height, width: Of the images, in pixels.
            factor: What was drawn from `scale`.
        """
        height, width = (tf.cast(n, tf.float32) for n in (height, width))
        alpha = 0.1 * factor * tf.maximum(height, width)
        sigma = 0.05 * factor * tf.minimum(height, width)
        return alpha, sigma

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        probability, threshold = draws.uniform(
            seed, images, self.factor, (0, 1)
        )
        shape = tf.shape(images)
        # Of seeds other than that of the numbers an image.
        scale = tf.random.stateless_uniform((), seed + 1, *self.scale)
        alpha, sigma = self.get_elastic_transform_params(
            shape[1], shape[2], scale
        )
        field = tf.random.stateless_normal(
            (*tf.unstack(shape[:3]), 2), seed + 2
        )
        field = alpha * _blurred(field * sigma, sigma)
        is_changed = draws.each_image(threshold < probability)
        return {"field": tf.where(is_changed, field, 0)}

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        images = self._pulled(images, transformation, self.interpolation)
        return tf.clip_by_value(pixels.as_floats(images), *self.value_range)

    def change_masks(
        self, masks: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return self._pulled(masks, transformation, "nearest")

    def _pulled(self, images, transformation: dict, interpolation: str):
        field = transformation["field"]
        _, height, width, _ = tf.unstack(tf.shape(field))
        rows = tf.range(height, dtype=field.dtype)[:, tf.newaxis]
        columns = tf.range(width, dtype=field.dtype)
        return sampling.sampled(
            images,
            rows + field[..., 0],
            columns + field[..., 1],
            self.fill_mode,
            self.fill_value,
            interpolation,
        )


def _blurred(field, sigma) -> tf.Tensor:
    """Returns a field blurred by a Gaussian, along one axis after the other.

    Args:
        field: `(batch, height, width, 2)`.
        sigma: Its deviation, in pixels; it is cut off at three.
    """
    reach = 3 * tf.cast(sigma, tf.int32)
    places = tf.cast(tf.range(-reach, reach + 1), tf.float32)
    weights = tf.exp(-0.5 * (places / tf.maximum(sigma, 1e-6)) ** 2)
    weights = tf.reshape(weights / tf.reduce_sum(weights), (-1, 1, 1, 1))
    weights = tf.tile(weights, (1, 1, 2, 1))
    for kernel in (weights, tf.transpose(weights, (1, 0, 2, 3))):
        field = tf.nn.depthwise_conv2d(field, kernel, [1] * 4, "SAME")
    return field
