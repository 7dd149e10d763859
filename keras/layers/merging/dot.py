"""Scalar products of two tensors' vectors."""

import string
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.merging import merge


class Dot(merge.Merge):
    """Multiplies and sums along one axis of each of two tensors, row by row.

    y[b, i, j] = sum over k of x_1[b, i, k] x_2[b, j, k]

    with i all other axes of the first, and j all other axes of the second.

    Args:
        axes: The summed axis, counted with the batch's as 0: an int for both,
            or one each.
        normalize: True divides the vectors by their length first: cosines.
    Call arguments:
        inputs: List of two tensors, of equal size along the axes.
    Output shape: `(batch, *others of the first, *others of the second)`;
        `(batch, 1)` for two matrices.
    Raises:
        ValueError: If there are not two inputs, or their shapes don't fit.
    Example:
        >>> x, y = tf.ones((2, 3, 4)), tf.ones((2, 5, 4))
        >>> keras.layers.Dot(axes=2)([x, y]).shape
        TensorShape([2, 3, 5])
    """

    _least = _most = 2
    _keras_makes_masks = False

    def __init__(
        self,
        axes: Any,
        normalize: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        given = arguments.axes(self._keras_who, "axes", axes)
        self.axes = tuple(given) if hasattr(axes, "__iter__") else given[0]
        if not isinstance(self.axes, int) and len(self.axes) != 2:
            raise ValueError(
                f"{self._keras_who}: one axis of each input is summed over. "
                f"Expected an int, or two. Received: axes={self.axes}."
            )
        self.normalize = normalize

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        self._check_is_list(inputs)
        self._check_types(inputs)
        x, y = inputs
        x_axis, y_axis = self._counted_axes(x.shape.rank, y.shape.rank)
        if self.normalize:
            x = tf.linalg.l2_normalize(x, axis=x_axis)
            y = tf.linalg.l2_normalize(y, axis=y_axis)
        products = _sum_over(x, y, x_axis, y_axis)
        if products.shape.rank == 1:
            return tf.expand_dims(products, 1)
        return products

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        x, y = self.checked_shapes(input_shape)
        x_axis, y_axis = self._counted_axes(x.rank, y.rank)
        valid = 0 < x_axis < x.rank and 0 < y_axis < y.rank
        if not valid or not tf.TensorShape([x[x_axis]]).is_compatible_with(
            [y[y_axis]]
        ):
            raise ValueError(
                f"{self._keras_who}: the summed axes don't fit. Expected axes "
                "after the batch's, of equal size. Received: "
                f"axes={self.axes}, shapes {tuple(x.as_list())}, "
                f"{tuple(y.as_list())}."
            )
        batch = x[:1].merge_with(y[:1])
        others = [n for i, n in enumerate(x.as_list()) if i not in (0, x_axis)]
        others += [n for i, n in enumerate(y.as_list()) if i not in (0, y_axis)]
        return batch.concatenate(others or [1])

    def _counted_axes(self, x_rank: int, y_rank: int) -> tuple[int, int]:
        axes = (self.axes,) * 2 if isinstance(self.axes, int) else self.axes
        x_axis, y_axis = axes
        x_axis += x_rank if x_axis < 0 else 0
        y_axis += y_rank if y_axis < 0 else 0
        return x_axis, y_axis

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        return None  # no axis of the output is one of the inputs' alone


def dot(
    inputs: kinds.Tensors, axes: Any, normalize: bool = False, **kwargs
) -> tf.Tensor:
    """Sums products along an axis of two tensors: `Dot` as a function.

    Args:
        inputs: List of two tensors.
        axes: The summed axis: an int for both, or one each.
        normalize: True divides the vectors by their length first.
        **kwargs: Of the layer, such as `name`.
    Example:
        >>> x, y = tf.ones((2, 3)), tf.ones((2, 3))
        >>> keras.layers.dot([x, y], axes=1).numpy()
        array([[3.],
               [3.]], dtype=float32)
    """
    return Dot(axes=axes, normalize=normalize, **kwargs)(inputs)


def _sum_over(x, y, x_axis: int, y_axis: int):
    letters = iter(string.ascii_letters)
    batch, summed = next(letters), next(letters)
    names_of_x = [batch, *(next(letters) for _ in range(x.shape.rank - 1))]
    names_of_y = [batch, *(next(letters) for _ in range(y.shape.rank - 1))]
    names_of_x[x_axis] = names_of_y[y_axis] = summed
    kept = [n for n in names_of_x[1:] + names_of_y[1:] if n != summed]
    x_term, y_term = "".join(names_of_x), "".join(names_of_y)
    return tf.einsum(f"{x_term},{y_term}->{batch}{''.join(kept)}", x, y)
