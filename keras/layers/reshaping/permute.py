"""The axes of each row in another order."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import input_spec


class Permute(layer.Layer):
    """Puts the axes after the batch's in another order.

    y[b, i, j] = x[b, j, i] for dims (2, 1)

    Args:
        dims: Numbers of the input's axes in the output's order; the first
            after the batch is 1.
    Call arguments:
        inputs: Tensor `(batch, ...)` of as many axes as `dims` names.
    Output shape: `(batch, ...)`, sizes in the order of `dims`.
    Raises:
        ValueError: If `dims` isn't an order of 1, 2, …
    Example:
        >>> keras.layers.Permute((2, 1))(tf.ones((5, 2, 3))).shape
        TensorShape([5, 3, 2])
    """

    def __init__(
        self, dims: Any, **kwargs: kinds.Unpack[kinds.LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(dims) if hasattr(dims, "__iter__") else (dims,)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(
                f"{self._keras_who}: there is no such order of axes. Expected "
                "each of 1, 2, … once; axis 0, the batch, stays. Received: "
                f"dims={self.dims}."
            )
        self.input_spec = input_spec.InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return tf.transpose(inputs, (0, *self.dims))

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        sizes = tf.TensorShape(input_shape).as_list()
        return tf.TensorShape([sizes[axis] for axis in (0, *self.dims)])
