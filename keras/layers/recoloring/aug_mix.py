"""Means of images that are changed in several ways."""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import draws, factors, image_layer, pixels
from keras.layers.recoloring import (
    augmenting_layers,
    color_planes,
    mixing,
    operations,
)


class AugMix(image_layer.ImageLayer):
    """Mixes images with means of what chains of changes make of them.

    y = m x + (1 - m) sum over chains i of w_i c_i(x), in training only

    with m of Beta(alpha, alpha) and w of Dirichlet(alpha), drawn for each
    image. A chain c_i is of changes that are drawn for the batch, as in
    `RandAugment`, or of fewer: nothing is drawn as often as a change. The
    result stays close to x, and is varied.

    Args:
        value_range: Least and greatest value of a pixel. Default (0, 255).
        num_chains: Number of chains. Default 3.
        chain_depth: Number of changes in a chain, at most. Default 3.
        factor: Bounds of how strong changes are, in [0, 1]; one number stands
            for (0, number). Default 0.3.
        alpha: Positive number. Default 1.0: all weights alike.
        all_ops: Whether changes of brightness, color, contrast and sharpness
            are among them; data sets of corrupted images have these. Default
            True.
        interpolation: How changes that move pixels compute what is between
            them: 'bilinear' (default) or 'nearest'.
        seed: Int that makes the draws reproducible.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, 3)`, one without the batch axis,
            or Keras 3's dict of images, labels, masks and boxes. Masks are
            mixed alike, and boxes stay.
        training: True, the default, changes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If an argument is out of range, or images have no three
            channels.
    Source: Hendrycks et al. 2019, arXiv:1912.02781, algorithm 1. Differs:
        changes are drawn for the batch, as in Keras 3.
    Example:
        >>> keras.layers.AugMix(seed=1)(tf.ones((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])
    """

    _moves_pixels = True

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        num_chains: int = 3,
        chain_depth: int = 3,
        factor: float | Sequence[float] = 0.3,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: str = "bilinear",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.value_range = factors.value_range(where, value_range)
        self.num_chains = arguments.whole_number(
            where, "num_chains", num_chains
        )
        self.chain_depth = arguments.whole_number(
            where, "chain_depth", chain_depth
        )
        self.factor = factors.pair(where, "factor", factor, 0, 1)
        self.alpha = arguments.number_above(where, "alpha", alpha, 0)
        self.all_ops = all_ops
        self.interpolation = arguments.one_of(
            where, "interpolation", interpolation, ("nearest", "bilinear")
        )
        self._keep_seed(seed)
        augmenting_layers.attach(self, with_tuners=all_ops)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        mix_seed, share_seed, *seeds = draws.seeds(seed, 2 + self.num_chains)
        among = len(augmenting_layers.attached(self)) + 1
        batch = tf.shape(images)[0]
        alphas = tf.fill((self.num_chains, batch), float(self.alpha))
        shares = tf.random.stateless_gamma(
            (self.num_chains, batch), share_seed, alphas
        )
        return {
            "weight_sample": mixing.beta(mix_seed, alphas[0]),
            "chain_mixing_weights": shares / tf.reduce_sum(shares, 0),
            "chain_transforms": [
                operations.draw(chain_seed, self.chain_depth, among)
                for chain_seed in seeds
            ],
        }

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        color_planes.require_colors(self._keras_who, images)
        images = pixels.as_floats(images)
        mixed = self._mixed(images, transformation, operations.of_images)
        return tf.clip_by_value(mixed, *self.value_range)

    def change_masks(
        self, masks: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        masks = pixels.as_floats(masks)
        return self._mixed(masks, transformation, operations.of_masks)

    def _mixed(self, values, transformation: dict, change_by: Callable):
        changes = [
            change_by(layer) for layer in augmenting_layers.attached(self)
        ]
        kept = _weight(transformation["weight_sample"], values)
        shares = transformation["chain_mixing_weights"]
        chains = tf.nest.map_structure(
            lambda *parts: tf.stack(parts), *transformation["chain_transforms"]
        )

        # One trace serves all chains: each would take seconds.
        def with_chain(number, result):
            chain = tf.nest.map_structure(lambda part: part[number], chains)
            changed = operations.in_turn(
                values, chain, [*changes, operations.nothing]
            )
            share = (1 - kept) * _weight(shares[number], values)
            return number + 1, result + share * changed

        return tf.while_loop(
            lambda number, _: number < self.num_chains,
            with_chain,
            (tf.constant(0), kept * values),
        )[1]

    def transform_bounding_boxes(
        self, bounding_boxes: dict, transformation: Any, training: bool = True
    ) -> dict:
        # What is mixed has moved little.
        return bounding_boxes


def _weight(numbers, values) -> tf.Tensor:
    return draws.each_image(tf.cast(numbers, values.dtype))
