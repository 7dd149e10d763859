"""Several tensors joined along an axis."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments, features
from keras.layers.merging import merge


class Concatenate(merge.Merge):
    """Joins tensors along an axis.

    Args:
        axis: The axis, counted with the batch's as 0. Default: the last.
    Call arguments:
        inputs: List of one or more tensors of equal sizes along other axes.
    Output shape: the inputs', their sizes along the axis added up.
    Raises:
        ValueError: If there is no list of inputs, or their shapes don't fit.
    Example:
        >>> x, y = tf.ones((2, 3)), tf.ones((2, 4))
        >>> keras.layers.Concatenate()([x, y]).shape
        TensorShape([2, 7])
    """

    _keras_makes_masks = False

    def __init__(
        self, axis: int = -1, **kwargs: kinds.Unpack[kinds.LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        (self.axis,) = arguments.axes(self._keras_who, "axis", [axis])

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        self._check_is_list(inputs)
        self._check_types(inputs)
        return features.joined(inputs, self.axis)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        shapes = self.checked_shapes(input_shape)
        if any(shape.rank is None for shape in shapes):
            return tf.TensorShape(None)
        rank = shapes[0].rank
        axis = self.axis % rank if -rank <= self.axis < rank else None
        if axis is None or any(shape.rank != rank for shape in shapes):
            raise self._mismatch(shapes)
        columns = zip(*(shape.as_list() for shape in shapes))
        sizes = []
        for place, column in enumerate(columns):
            known = {size for size in column if size is not None}
            if place == axis:
                sizes.append(None if None in column else sum(column))
            elif len(known) > 1:
                raise self._mismatch(shapes)
            else:
                sizes.append(known.pop() if known else None)
        return tf.TensorShape(sizes)

    def _mismatch(self, shapes: list[tf.TensorShape]) -> ValueError:
        listed = ", ".join(str(tuple(shape.as_list())) for shape in shapes)
        return ValueError(
            f"{self._keras_who}: the inputs can't be joined. Expected equal "
            "ranks, and equal sizes but along the axis. Received: "
            f"axis={self.axis}, shapes {listed}."
        )

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        masks = list(mask or ())
        given = [m for m in masks if m is not None]
        if not given:
            return None
        axis = self.axis % inputs[0].shape.rank
        if axis >= given[0].shape.rank:  # the masks don't have that axis
            return super().compute_mask(inputs, mask)
        masked_axes = given[0].shape.rank
        whole = [
            tf.ones(tf.shape(tensor)[:masked_axes], tf.bool) if m is None else m
            for tensor, m in zip(inputs, masks)
        ]
        return tf.concat(whole, axis=axis)


def concatenate(inputs: kinds.Tensors, axis: int = -1, **kwargs) -> tf.Tensor:
    """Joins tensors along an axis: `Concatenate` as a function.

    Args:
        inputs: List of tensors of equal sizes along other axes.
        axis: The axis, counted with the batch's as 0. Default: the last.
        **kwargs: Of the layer, such as `name`.
    Example:
        >>> x, y = tf.ones((2, 3)), tf.ones((2, 4))
        >>> keras.layers.concatenate([x, y]).shape
        TensorShape([2, 7])
    """
    return Concatenate(axis=axis, **kwargs)(inputs)
