"""Parts of other images pasted in."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import draws, factors, image_layer
from keras.layers.recoloring import mixing, patches


class CutMix(image_layer.ImageLayer):
    """Pastes a rectangle of another image of the batch, in training only.

    y = w y_i + (1 - w) y_j, with 1 - w the part that comes of image j

    The rectangle has sqrt(1 - v) of each side, v of Beta(a, a), and lies
    anywhere; a is drawn for each image. Labels are mixed by its pixels.

    Args:
        factor: Bounds between which a is drawn, in [0, 1]; one number stands
            for (0, number). Default 1.0.
        seed: Int that makes the draws reproducible.
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, or Keras 3's dict of
            them with 'labels' `(batch, classes)`. Masks are cut and pasted
            likewise. An image without the batch axis stays as it is.
        training: True, the default, pastes; False casts only.
    Output shape: the input's.
    Raises:
        ValueError: If `factor` is out of range, labels are numbers of classes,
            or there are boxes: which of them are still seen, nothing tells.
    Source: Yun et al. 2019, arXiv:1905.04899, section 3.1.
    Example:
        >>> batch = {"images": tf.ones((2, 4, 4, 1)), "labels": tf.eye(2)}
        >>> mixed = keras.layers.CutMix(seed=1)(batch)
        >>> tf.reduce_sum(mixed["labels"], 1).numpy()
        array([1., 1.], dtype=float32)
    """

    _moves_pixels = True

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.factor = factors.pair(self._keras_who, "factor", factor, 0, 1)
        self._keep_seed(seed)

    def draw(self, images: kinds.Tensors, seed: kinds.Seed) -> dict:
        seed, order_seed, weight_seed = draws.seeds(seed, 3)
        alpha, *places = draws.uniform(
            seed, images, self.factor, (0, 1), (0, 1)
        )
        kept = mixing.beta(weight_seed, alpha)
        share = tf.sqrt(1 - kept)
        rectangles = patches.drawn(images, share, share, places)
        return {
            **rectangles,
            "permutation_order": mixing.permutation(order_seed, images),
            "mix_weight": 1 - patches.parts(images, rectangles),
        }

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        others = tf.gather(images, transformation["permutation_order"])
        return patches.replaced(images, transformation, others)

    def change_labels(
        self, labels: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        return mixing.mixed_labels(
            self._keras_who,
            labels,
            transformation["permutation_order"],
            transformation["mix_weight"],
        )

    def change_boxes(
        self, boxes: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        raise ValueError(
            f"{self._keras_who}: nothing tells which boxes are still seen when "
            "a part of an image is pasted over. Expected images, labels and "
            "masks. Received: 'bounding_boxes'. MixUp keeps those of both."
        )
