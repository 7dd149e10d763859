"""Blurred images, at random."""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import compiled, draws, factors, image_layer, pixels


class RandomGaussianBlur(image_layer.ImageLayer):
    """Blurs some images by a Gaussian, in training only.

    y = sum over i, j of w_i v_j x[. + i, . + j], with probability p
    w_i = exp(-i^2 / (2 s^2)) / sum of these, v_j likewise

    where p and the two s are drawn for each image. Beyond the edges the sum
    takes zeros. What is out of the value range is cut off.

    Args:
        factor: Bounds between which p is drawn, in [0, 1]; one number stands
            for (0, number). Default 1.0: half of the images, in the long run.
        kernel_size: Odd number of rows and columns that the sum is of, or one
            number for each. Default 3.
        sigma: Bounds between which s is drawn, in [0, 1] pixels; one number
            stands for (0, number). Default 1.0.
        value_range: Least and greatest value of a pixel. Default (0, 255).
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        seed: Int that makes the draws reproducible.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If a factor is out of range, `kernel_size` is even, or
            `value_range` isn't of two numbers that differ.
    Source: Chen et al. 2020, arXiv:2002.05709, appendix A. Differs from Keras
        3.15, which draws s once for all images of a batch.
    Example:
        >>> keras.layers.RandomGaussianBlur((1, 1))(tf.ones((1, 8, 8, 3))).shape
        TensorShape([1, 8, 8, 3])
    """

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        kernel_size: kinds.Sizes = 3,
        sigma: Any = 1.0,
        value_range: Sequence[float] = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.factor = factors.pair(where, "factor", factor, 0, 1)
        self.kernel_size = arguments.whole_numbers(
            where, "kernel_size", kernel_size, 2
        )
        if not all(size % 2 for size in self.kernel_size):
            raise ValueError(
                f"{where}: an even number of pixels has none in the middle. "
                "Expected an odd number, or two. Received: "
                f"kernel_size={kernel_size!r}."
            )
        self.sigma = factors.pair(where, "sigma", sigma, 0, 1)
        self.value_range = factors.value_range(where, value_range)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        chance, drawn, along_y, along_x = draws.uniform(
            seed, images, self.factor, (0, 1), self.sigma, self.sigma
        )
        return {
            "should_apply_blur": drawn < chance,
            # Far below any pixel's distance: the middle alone counts.
            "blur_factor": tf.stack([along_y, along_x], -1) + 1e-6,
        }

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        pixels.check_any(images)
        chosen = transformation["should_apply_blur"]
        dtype = pixels.float_type(images)
        sigmas = tf.unstack(
            tf.cast(transformation["blur_factor"], dtype), axis=-1
        )
        weights = [
            _weights(size, tf.where(chosen, sigma, 1e-6))
            for size, sigma in zip(self.kernel_size, sigmas)
        ]
        if compiled.pays(images):
            return _by_shifts(images, *weights, self.value_range)
        # A convolution of no rows is none.
        images = pixels.as_floats(images)
        blurred = tf.cond(
            tf.shape(images)[0] > 0,
            lambda: _by_convolution(images, weights),
            lambda: images,
        )
        return tf.clip_by_value(blurred, *self.value_range)


def _weights(size: int, sigma: tf.Tensor) -> tf.Tensor:
    """Returns a Gaussian for each image, `(size, batch)`."""
    steps = tf.range(size, dtype=sigma.dtype) - (size - 1) / 2
    weights = tf.exp(-((steps[:, None] / sigma) ** 2) / 2)
    return weights / tf.reduce_sum(weights, 0)


def _by_shifts(images, down, across, value_range: tuple[float, float]):
    """Sums shifted images, in two loops: a third of the convolutions' time."""
    # As lists, for whose length there is a trace each.
    once = _summed_down(images, tf.unstack(down))
    return _summed_across(once, tf.unstack(across), value_range)


@compiled.alone
def _summed_down(images, weights: list):
    images = pixels.as_floats(images)
    edge, height = len(weights) // 2, tf.shape(images)[1]
    framed = tf.pad(images, [[0, 0], [edge, edge], [0, 0], [0, 0]])
    return sum(
        draws.each_image(weight) * framed[:, row : row + height]
        for row, weight in enumerate(weights)
    )


@compiled.alone
def _summed_across(images, weights: list, value_range: tuple[float, float]):
    edge, width = len(weights) // 2, tf.shape(images)[2]
    framed = tf.pad(images, [[0, 0], [0, 0], [edge, edge], [0, 0]])
    blurred = sum(
        draws.each_image(weight) * framed[:, :, column : column + width]
        for column, weight in enumerate(weights)
    )
    return tf.clip_by_value(blurred, *value_range)


def _by_convolution(images: tf.Tensor, weights: list[tf.Tensor]) -> tf.Tensor:
    """Sums along height, then along width.

    Each image has a kernel of its own, so that images are channels: this takes
    60 ms for kernels of any size, where two axes at once take 590 for 21 x 21.
    """
    batch, height, width, channels = tf.unstack(tf.shape(images))
    planes = tf.reshape(
        tf.transpose(images, (1, 2, 0, 3)),
        (1, height, width, batch * channels),
    )
    for axis, weight in enumerate(weights):
        kernel = tf.repeat(weight, channels, axis=1)
        kernel = tf.expand_dims(kernel, 1 - axis)[..., None]
        planes = tf.nn.depthwise_conv2d(
            planes, kernel, strides=(1, 1, 1, 1), padding="SAME"
        )
    planes = tf.reshape(planes, (height, width, batch, channels))
    blurred = tf.transpose(planes, (2, 0, 1, 3))
    return tf.ensure_shape(blurred, images.shape)
