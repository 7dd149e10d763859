"""Indices as vectors of categories: one-hot, multi-hot, counts, weighted."""

import tensorflow as tf

#: The ways, in the order in which messages name them.
MODES = ("one_hot", "multi_hot", "count", "tf_idf")


def encoded(
    indices, mode: str, depth: int, dtype: tf.DType, weights=None, sparse=False
):
    """Returns vectors of `depth` categories.

    one_hot:   y[..., c] = 1 where c is the index, for each index
    multi_hot: y[..., c] = 1 where c is among the last axis's indices
    count:     y[..., c] = how often c is among them
    tf_idf:    y[..., c] = that, times weights[c]

    Args:
        indices: Whole numbers, dense, ragged or sparse. Those of `depth` and
            more count for nothing. A last axis of one is none to 'one_hot'.
        mode: One of `MODES`.
        depth: Number of categories.
        dtype: Type of the result.
        weights: `(depth,)`, only for 'tf_idf'.
        sparse: True returns a `tf.SparseTensor`.
    Example:
        >>> encoded(tf.constant([[0, 2, 2]]), "count", 3, tf.int64).numpy()
        array([[1, 0, 2]])
    """
    if mode == "one_hot":
        return _one_hot(indices, depth, dtype, sparse)
    if sparse and _rank(indices) <= 2:
        return _sparse_counts(indices, mode, depth, dtype, weights)
    counts = tf.cast(_counts(indices, mode, depth), dtype)
    if mode == "tf_idf":
        counts *= tf.cast(weights, dtype)
    return tf.sparse.from_dense(counts) if sparse else counts


def encoded_spec(
    spec: tf.TypeSpec, mode: str, depth: int, dtype: tf.DType, sparse=False
) -> tf.TypeSpec:
    """Returns the type of what `encoded` returns.

    Args:
        spec: The type of the indices.
        mode, depth, dtype, sparse: As of `encoded`.
    """
    sizes = spec.shape.as_list()
    if mode == "one_hot":
        if isinstance(spec, tf.RaggedTensorSpec) and not sparse:
            shape = tf.TensorShape([*sizes, depth])
            return tf.RaggedTensorSpec(
                shape, dtype, spec.ragged_rank, spec.row_splits_dtype
            )
        kept = sizes[:-1] if len(sizes) > 1 and sizes[-1] == 1 else sizes
    else:
        kept = sizes[:-1]
    shape = tf.TensorShape([*kept, depth])
    kind = tf.SparseTensorSpec if sparse else tf.TensorSpec
    return kind(shape, dtype)


def _rank(indices) -> int:
    return indices.shape.rank


def _dense(indices, depth: int) -> tf.Tensor:
    """Returns indices with `depth`, which counts for nothing, in the gaps."""
    if isinstance(indices, tf.RaggedTensor):
        return indices.to_tensor(default_value=depth)
    if isinstance(indices, tf.SparseTensor):
        return tf.sparse.to_dense(indices, default_value=depth)
    return indices


def _one_hot(indices, depth: int, dtype: tf.DType, sparse: bool):
    if isinstance(indices, tf.RaggedTensor) and not sparse:
        return tf.ragged.map_flat_values(
            tf.one_hot, indices, depth, dtype=dtype
        )
    indices = _dense(indices, depth)
    if indices.shape.rank > 1 and indices.shape[-1] == 1:
        indices = tf.squeeze(indices, -1)
    vectors = tf.one_hot(indices, depth, dtype=dtype)
    return tf.sparse.from_dense(vectors) if sparse else vectors


def _counts(indices, mode: str, depth: int) -> tf.Tensor:
    indices = _dense(indices, depth)  # (..., n)
    if indices.shape.rank == 0:
        indices = indices[tf.newaxis]
    rows = tf.reshape(indices, (-1, tf.shape(indices)[-1]))  # (rows, n)
    counts = tf.math.bincount(
        rows,
        minlength=depth,
        maxlength=depth,
        axis=-1,
        binary_output=mode == "multi_hot",
    )
    shape = tf.concat([tf.shape(indices)[:-1], [depth]], 0)
    counts = tf.reshape(counts, shape)
    return tf.ensure_shape(counts, [*indices.shape[:-1], depth])


def _sparse_counts(indices, mode: str, depth: int, dtype, weights):
    if _rank(indices) == 0:
        indices = indices[tf.newaxis]
    counts = tf.sparse.bincount(
        indices,
        minlength=depth,
        maxlength=depth,
        axis=-1,
        binary_output=mode == "multi_hot",
    )
    counts = tf.cast(counts, dtype)
    if mode != "tf_idf":
        return counts
    factors = tf.gather(tf.cast(weights, dtype), counts.indices[:, -1])
    return counts.with_values(counts.values * factors)
