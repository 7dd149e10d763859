"""The elements of each row in another shape."""

import math
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import input_spec


class Reshape(layer.Layer):
    """Gives the axes after the batch's another shape, in the same order.

    Args:
        target_shape: Sizes without the batch axis; one may be -1 and is then
            what the others leave.
    Call arguments:
        inputs: Tensor `(batch, ...)`.
    Output shape: `(batch, *target_shape)`.
    Raises:
        ValueError: If two sizes are -1, or the sizes don't fit the input's.
    Example:
        >>> keras.layers.Reshape((2, -1))(tf.ones((5, 6))).shape
        TensorShape([5, 2, 3])
    """

    def __init__(
        self, target_shape: Any, **kwargs: kinds.Unpack[kinds.LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.input_spec = input_spec.InputSpec(min_ndim=1)
        self.target_shape = tuple(int(size) for size in target_shape)
        negative = [size for size in self.target_shape if size < 0]
        if negative not in ([], [-1]):
            raise ValueError(
                f"{self._keras_who}: the shape is ambiguous. Expected sizes of "
                "at least 0, and at most one -1. Received: "
                f"target_shape={self.target_shape}."
            )

    def build(self, input_shape: kinds.Shapes) -> None:
        self.compute_output_shape(input_shape)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        sizes = self._sizes(inputs.shape[1:])
        if None in sizes:
            sizes = self.target_shape
        batch = inputs.shape[0]
        batch = tf.shape(inputs)[0] if batch is None else batch
        return tf.reshape(inputs, (batch, *sizes))

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        input_shape = tf.TensorShape(input_shape)
        return tf.TensorShape([input_shape[0], *self._sizes(input_shape[1:])])

    def _sizes(self, given: tf.TensorShape) -> tuple[int | None, ...]:
        """Returns the target with -1 replaced, by None when it's unknown."""
        known = math.prod(size for size in self.target_shape if size >= 0)
        if not given.is_fully_defined():
            return tuple(None if n < 0 else n for n in self.target_shape)
        elements = math.prod(given.as_list())
        left, rest = divmod(elements, known) if known else (0, elements)
        if rest or (left != 1 and -1 not in self.target_shape and known):
            raise ValueError(
                f"{self._keras_who}: the sizes don't fit. Expected "
                f"{elements} elements a row, as the input has. Received: "
                f"target_shape={self.target_shape}, input "
                f"{tuple(given.as_list())} without the batch axis."
            )
        return tuple(left if n < 0 else n for n in self.target_shape)
