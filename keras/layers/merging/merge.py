"""What layers that make one tensor of several share."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec


class Merge(layer.Layer):
    """Combines tensors element by element, sizes of 1 stretched.

    Tensors with fewer axes get axes of size 1 behind the batch's. A subclass
    says how many inputs it takes, `_least` and `_most`, and how it combines
    them, `_merge_function`.

    Call arguments:
        inputs: List of tensors whose shapes broadcast.
    """

    _keras_takes_nests = True
    _least = 1
    _most: int | None = None
    supports_masking = True
    _keras_makes_masks = False

    def build(self, input_shape: kinds.Shapes) -> None:
        self.compute_output_shape(input_shape)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        self._check_is_list(inputs)
        self._check_types(inputs)
        return self._merge_function(_of_one_rank(inputs))

    def _merge_function(self, inputs: list):
        """Combines tensors of one rank."""
        raise NotImplementedError(
            f"{self._keras_who}: a merge says how. Expected a method "
            "`_merge_function(inputs)`. Received: a class without one."
        )

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        shapes = self.checked_shapes(input_shape)
        self._check_batch_sizes(shapes)
        if any(shape.rank is None for shape in shapes):
            return tf.TensorShape(None)
        rank = max(shape.rank for shape in shapes)
        padded = [_with_rank(shape.as_list(), rank) for shape in shapes]
        sizes = [self._stretched(axis, shapes) for axis in zip(*padded)]
        return tf.TensorShape(sizes)

    def checked_shapes(self, input_shape: kinds.Shapes) -> list[tf.TensorShape]:
        """Returns the inputs' shapes, as many as the layer takes.

        Args:
            input_shape: A list of shapes.
        Raises:
            ValueError: If it is one shape, or there are too few or many.
        """
        self._check_is_list(input_shape)
        return [tf.TensorShape(shape) for shape in input_shape]

    def _check_is_list(self, inputs) -> None:
        is_list = isinstance(inputs, (list, tuple)) and not any(
            isinstance(part, (int, type(None))) for part in inputs
        )
        count = len(inputs) if is_list else 0
        if is_list and self._least <= count <= (self._most or count):
            return
        wanted = f"exactly {self._most}" if self._most else "one or more"
        given = f"{count} inputs" if is_list else f"no list, shape={inputs}"
        raise ValueError(
            f"{self._keras_who}: it merges a list of inputs. Expected "
            f"{wanted}. Received: {given}."
        )

    def _check_types(self, inputs) -> None:
        types = {tensor.dtype: tensor.dtype.name for tensor in inputs}
        if len(types) > 1:
            raise TypeError(
                f"{self._keras_who}: the inputs' types differ. Expected one "
                f"type. Received: {', '.join(types.values())}. Cast one: "
                "`tf.cast(x, 'float32')`."
            )

    def _check_batch_sizes(self, shapes: list[tf.TensorShape]) -> None:
        batches = {shape[0] for shape in shapes if shape.rank} - {None}
        if len(batches) > 1:
            raise ValueError(
                f"{self._keras_who}: the inputs' batches differ. Expected one "
                f"batch size. Received: shapes {_text(shapes)}."
            )

    def _stretched(self, sizes: tuple, shapes: list) -> int | None:
        known = set(sizes) - {None, 1}
        if len(known) > 1:
            raise ValueError(
                f"{self._keras_who}: the inputs' shapes don't broadcast. "
                "Expected equal sizes, or 1. Received: shapes "
                f"{_text(shapes)}."
            )
        if known:
            return known.pop()
        return None if None in sizes else 1

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        """Returns what is unmasked in every input that has a mask."""
        masks = [m for m in mask or () if m is not None]
        return functools.reduce(tf.logical_and, masks) if masks else None


def _of_one_rank(inputs) -> list:
    ranks = [tensor.shape.rank for tensor in inputs]
    if len(set(ranks)) == 1:
        return list(inputs)
    rank = max(ranks)
    merged = []
    for tensor, own in zip(inputs, ranks):
        for _ in range(rank - own):
            tensor = tf.expand_dims(tensor, 1)
        merged.append(tensor)
    return merged


def _with_rank(sizes: list, rank: int) -> list:
    return [*sizes[:1], *[1] * (rank - len(sizes)), *sizes[1:]]


def _text(shapes: list[tf.TensorShape]) -> str:
    return ", ".join(str(tuple(shape.as_list())) for shape in shapes)
