"""Noise that a cell applies alike to all steps of a sequence."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import tracking
from keras.layers import noise, training_phase
from keras.random import seed_generator
from keras.tf_internals import graph_reach


class DropoutRNNCellMixin:
    """Gives a cell masks of dropout that last for a whole sequence.

    x_t -> x_t * m_x, h_t -> h_t * m_h, one m_x and one m_h for all t

    A mask is drawn when the cell first asks for it, and kept until it is reset,
    which `keras.layers.RNN` does before each sequence and after it. The class
    that mixes it in has the rates as attributes `dropout` and
    `recurrent_dropout`, and may have a `seed`.

    Source: Gal and Ghahramani 2016, arXiv:1512.05287.
    Example:
        >>> from keras.layers.recurrent import DropoutRNNCellMixin
        >>> class Cell(DropoutRNNCellMixin,
        ...            keras.layers.Layer):
        ...     dropout, recurrent_dropout = 0.5, 0
        ...     state_size = 3
        ...     def call(self, inputs, states, training=None):
        ...         mask = self.get_dropout_mask_for_cell(inputs, training)
        ...         state = states[0] + inputs * mask
        ...         return state, [state]
        >>> layer = keras.layers.RNN(Cell())
        >>> layer(tf.ones((1, 4, 3)), training=False).numpy()
        array([[4., 4., 4.]], dtype=float32)
    """

    _kept_masks = tracking.Aside()
    seed = None

    def reset_dropout_mask(self) -> None:
        """Forgets the inputs' mask: the next sequence draws another one."""
        self._masks_kept().pop("dropout", None)

    def reset_recurrent_dropout_mask(self) -> None:
        """Forgets the state's mask."""
        self._masks_kept().pop("recurrent_dropout", None)

    def get_dropout_mask_for_cell(
        self, inputs: kinds.Tensors, training: bool | None, count: int = 1
    ) -> Any:
        """Returns what a step's inputs are multiplied by.

        Args:
            inputs: Tensor `(batch, ...)`.
            training: False gives ones.
            count: How many masks.
        Returns:
            None where `dropout` is 0; a tensor of the inputs' shape; or, for a
            `count` above 1, a list of them.
        """
        if noise.is_never(self.dropout):
            return None
        return self._kept(
            "dropout", self._create_dropout_mask, inputs, training, count
        )

    def get_recurrent_dropout_mask_for_cell(
        self, inputs: kinds.Tensors, training: bool | None, count: int = 1
    ) -> Any:
        """Returns what a state is multiplied by.

        Args:
            inputs: The state `(batch, ...)`.
            training: False gives ones.
            count: How many masks.
        Returns:
            As that of the inputs, by `recurrent_dropout`.
        """
        if noise.is_never(self.recurrent_dropout):
            return None
        return self._kept(
            "recurrent_dropout",
            self._create_recurrent_dropout_mask,
            inputs,
            training,
            count,
        )

    def _create_dropout_mask(self, inputs, training, count: int = 1):
        return self._drawn(self.dropout, inputs, training, count)

    def _create_recurrent_dropout_mask(self, inputs, training, count: int = 1):
        return self._drawn(self.recurrent_dropout, inputs, training, count)

    def _kept(self, name: str, create, inputs, training, count: int):
        kept = self._masks_kept()
        if name not in kept or not _fits(kept[name], inputs):
            kept[name] = create(inputs, training, count)
        return kept[name]

    def _masks_kept(self) -> dict:
        if "_kept_masks" not in vars(self):
            self._kept_masks = {}
        return self._kept_masks

    def _drawn(self, rate: float, inputs, training, count: int):
        ones = tf.ones_like(inputs)
        if "seed_generator" not in vars(self):
            self.seed_generator = seed_generator.SeedGenerator(self.seed)
        masks = [
            training_phase.choose(
                training,
                lambda: noise.dropped(ones, rate, self.seed_generator),
                lambda: ones,
            )
            for _ in range(count)
        ]
        return masks if count > 1 else masks[0]


def _fits(masks, inputs) -> bool:
    """Tells whether masks can be used here, on these inputs."""
    first = tf.nest.flatten(masks)[0]
    if not first.shape.is_compatible_with(inputs.shape):
        return False
    is_of_graph = not hasattr(first, "numpy")
    if tf.executing_eagerly() or not is_of_graph:
        return tf.executing_eagerly() and not is_of_graph
    return graph_reach.is_in_reach(first)
