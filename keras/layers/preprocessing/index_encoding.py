"""Indices as vectors of categories: one-hot, multi-hot, counts, weighted.

Layers that give them bind `compute_output_shape` and `compute_output_spec`, and
have an `Encoding` in `_encoding`.
"""

import dataclasses
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import symbolic_call
from keras.layers import arguments

#: The ways, in the order in which messages name them.
MODES = ("one_hot", "multi_hot", "count", "tf_idf")
_OLD_NAMES = {"binary": "multi_hot", "tf-idf": "tf_idf"}


@dataclasses.dataclass(frozen=True)
class Encoding:
    """What becomes of indices.

    int:       y[...] = the index
    one_hot:   y[..., c] = 1 where c is the index, for each index
    multi_hot: y[..., c] = 1 where c is among the last axis's indices
    count:     y[..., c] = how often c is among them
    tf_idf:    y[..., c] = that, times weights[c]

    Args:
        mode: 'int' or one of `MODES`.
        depth: Number of categories; without a meaning to 'int'.
        dtype: Type of the result.
        sparse: True returns a `tf.SparseTensor`.
    Example:
        >>> counts = Encoding("count", 3, tf.int64)
        >>> counts.of(tf.constant([[0, 2, 2]])).numpy()
        array([[1, 0, 2]])
    """

    mode: str
    depth: int
    dtype: tf.DType
    sparse: bool = False

    def of(self, indices, weights=None, count_weights=None):
        """Returns the vectors of indices, or the indices in 'int'.

        Args:
            indices: Whole numbers, dense, ragged or sparse. Those below 0, or
                of `depth` and more, count for nothing. A last axis of one is
                none to 'one_hot'.
            weights: `(depth,)`, only for 'tf_idf'.
            count_weights: What each index counts, of its shape; only for
                'count'. Default: 1.
        """
        if self.mode == "int":
            return tf.cast(indices, self.dtype)
        if self.mode == "one_hot":
            return self._one_hot(indices)
        if self.sparse and indices.shape.rank <= 2:
            return self._sparse_counts(indices, weights, count_weights)
        counts = tf.cast(self._counts(indices, count_weights), self.dtype)
        if weights is not None:
            counts *= tf.cast(weights, self.dtype)
        return tf.sparse.from_dense(counts) if self.sparse else counts

    def spec(self, spec: tf.TypeSpec) -> tf.TypeSpec:
        """Returns the type of what `of` returns.

        Args:
            spec: The type of the indices.
        """
        if self.mode == "int":
            return of_dtype(spec, self.dtype)
        sizes = spec.shape.as_list()
        if self.mode != "one_hot":
            sizes = sizes[:-1]
        elif isinstance(spec, tf.RaggedTensorSpec) and not self.sparse:
            return tf.RaggedTensorSpec(
                [*sizes, self.depth],
                self.dtype,
                spec.ragged_rank,
                spec.row_splits_dtype,
            )
        elif len(sizes) > 1 and sizes[-1] == 1:
            sizes = sizes[:-1]
        kind = tf.SparseTensorSpec if self.sparse else tf.TensorSpec
        return kind([*sizes, self.depth], self.dtype)

    def _one_hot(self, indices):
        if isinstance(indices, tf.RaggedTensor) and not self.sparse:
            return tf.ragged.map_flat_values(
                tf.one_hot, indices, self.depth, dtype=self.dtype
            )
        indices = _dense(indices, self.depth)
        if indices.shape.rank > 1 and indices.shape[-1] == 1:
            indices = tf.squeeze(indices, -1)
        if self.sparse and indices.shape.rank:
            return self._sparse_one_hot(indices)
        vectors = tf.one_hot(indices, self.depth, dtype=self.dtype)
        return tf.sparse.from_dense(vectors) if self.sparse else vectors

    def _sparse_one_hot(self, indices) -> tf.SparseTensor:
        """Returns vectors that were never dense: there may be many places."""
        indices = tf.cast(indices, tf.int64)
        places = tf.where((indices >= 0) & (indices < self.depth))
        found = tf.gather_nd(indices, places)[:, tf.newaxis]
        shape = tf.concat([tf.shape(indices, tf.int64), [self.depth]], 0)
        return tf.SparseTensor(
            tf.concat([places, found], 1),
            tf.ones(tf.shape(places)[:1], self.dtype),
            tf.ensure_shape(shape, [indices.shape.rank + 1]),
        )

    def _counts(self, indices, count_weights) -> tf.Tensor:
        indices = _dense(indices, self.depth)  # (..., n)
        if indices.shape.rank == 0:
            indices = indices[tf.newaxis]
        outer, size = tf.shape(indices)[:-1], tf.shape(indices)[-1]
        # Of rows without an index there may be many: -1 isn't told then.
        rows = tf.reshape(indices, (tf.reduce_prod(outer), size))
        if count_weights is None:
            counts = tf.math.bincount(
                rows,
                minlength=self.depth,
                maxlength=self.depth,
                axis=-1,
                binary_output=self.mode == "multi_hot",
            )
        else:
            counts = self._weighted_counts(rows, count_weights)
        counts = tf.reshape(counts, tf.concat([outer, [self.depth]], 0))
        return tf.ensure_shape(counts, [*indices.shape[:-1], self.depth])

    def _weighted_counts(self, rows, count_weights) -> tf.Tensor:
        """Returns sums of weights, through which gradients pass."""
        weights = tf.reshape(_dense(count_weights, 0), tf.shape(rows))
        rows = tf.cast(rows, tf.int64)
        count = tf.shape(rows, tf.int64)[0]
        starts = self.depth * tf.range(count)[:, tf.newaxis]
        is_known = (rows >= 0) & (rows < self.depth)
        # Those below 0 are left out.
        return tf.math.unsorted_segment_sum(
            weights, tf.where(is_known, starts + rows, -1), count * self.depth
        )

    def _sparse_counts(self, indices, weights, count_weights):
        if indices.shape.rank == 0:
            indices = indices[tf.newaxis]
        rows = _rows_of(indices)
        if rows is not None:
            # What is beyond the depth counts for nothing.
            indices = _with_a_row(indices, self.depth)
            if count_weights is not None:
                count_weights = _with_a_row(count_weights, 0)
        counts = tf.sparse.bincount(
            indices,
            weights=count_weights,
            minlength=self.depth,
            maxlength=self.depth,
            axis=-1,
            binary_output=self.mode == "multi_hot",
        )
        counts = tf.cast(counts, self.dtype)
        if rows is not None:
            counts = tf.SparseTensor(
                counts.indices,
                counts.values,
                tf.concat([rows, [self.depth]], 0),
            )
        if weights is None:
            return counts
        factors = tf.gather(tf.cast(weights, self.dtype), counts.indices[:, -1])
        return counts.with_values(counts.values * factors)


def mode_of(
    where: str, output_mode, choices: tuple[str, ...], sparse: bool
) -> str:
    """Returns the name of a mode of today, if it's one that a layer has.

    Args:
        where: The layer, as a message calls it.
        output_mode: A name, an older one too.
        choices: The names that there are.
        sparse: Whether the result is to be sparse.
    Raises:
        ValueError: If it's another, or indices can't be sparse.
    """
    known = isinstance(output_mode, str)
    mode = _OLD_NAMES.get(output_mode, output_mode) if known else output_mode
    arguments.one_of(where, "output_mode", mode, choices)
    if sparse and mode == "int":
        vectors = tuple(choice for choice in choices if choice != "int")
        raise ValueError(
            f"{where}: arguments contradict each other. Expected one of "
            f"{vectors}, of which sparse vectors are made. Received: "
            "sparse=True and output_mode='int'."
        )
    return mode


def of_dtype(spec: tf.TypeSpec, dtype: tf.DType) -> tf.TypeSpec:
    """Returns a type of tensors with elements of another type.

    Args:
        spec: Of dense, ragged or sparse tensors.
        dtype: The elements' type.
    """
    if isinstance(spec, tf.RaggedTensorSpec):
        return tf.RaggedTensorSpec(
            spec.shape, dtype, spec.ragged_rank, spec.row_splits_dtype
        )
    return type(spec)(spec.shape, dtype)


# Methods of layers, which bind them under these names.


def compute_output_shape(
    layer: Any, input_shape: kinds.Shapes
) -> tf.TensorShape:
    """Returns the shape of the vectors, or that of the indices.

    Args:
        input_shape: Shape of what indices are made of.
    """
    return layer._encoding.spec(tf.TensorSpec(input_shape)).shape


def compute_output_spec(layer: Any, inputs: kinds.Tensors) -> tf.TypeSpec:
    """Returns the type of the vectors, or that of the indices.

    Args:
        inputs: A symbolic tensor, or the type of one.
    """
    return layer._encoding.spec(symbolic_call.spec_of(inputs))


def _rows_of(indices) -> tf.Tensor | None:
    """Returns the sizes before the last one where there may be no numbers.

    TensorFlow's kernels count neither of no rows nor of rows of nothing.
    """
    sizes = indices.shape.as_list()
    if isinstance(indices, tf.Tensor):
        may_be_none = not all(sizes)
        shape = tf.shape(indices, tf.int64)
    elif isinstance(indices, tf.SparseTensor):
        may_be_none = len(sizes) > 1 and not sizes[0]
        shape = indices.dense_shape
    else:
        may_be_none = not sizes[0]
        shape = tf.cast(indices.bounding_shape(), tf.int64)
    return shape[:-1] if may_be_none else None


def _with_a_row(x, value):
    """Returns a row more, in a dense tensor also a column, of one value."""
    if isinstance(x, tf.SparseTensor):
        return tf.SparseTensor(x.indices, x.values, x.dense_shape + [1, 0])
    if isinstance(x, tf.RaggedTensor):
        empty = tf.RaggedTensor.from_row_lengths(x.values[:0], [0])
        return tf.concat(
            [x, empty.with_row_splits_dtype(x.row_splits.dtype)], 0
        )
    paddings = [[0, 1]] * x.shape.rank
    return tf.pad(x, paddings, constant_values=tf.cast(value, x.dtype))


def _dense(indices, gap) -> tf.Tensor:
    """Returns a dense tensor with a value in the gaps."""
    if isinstance(indices, tf.RaggedTensor):
        return indices.to_tensor(default_value=tf.cast(gap, indices.dtype))
    if isinstance(indices, tf.SparseTensor):
        gap = tf.cast(gap, indices.dtype)
        return tf.sparse.to_dense(indices, gap)
    return indices
