"""A tf.data pipeline over arrays, for what can't be cut on the device."""

import typing

import tensorflow as tf

from keras.engine.data import extension_rows

#: What has no gather: tf.data cuts it into rows.
CUT_BY_TF_DATA = (tf.SparseTensor, extension_rows.Value)


def in_order(arrays: typing.Any, batch_size: int) -> tf.data.Dataset:
    """Makes a dataset of batches of rows of arrays that stay on the host.

    Args:
        arrays: Nest of dense, ragged or sparse tensors or NumPy arrays with
            equal numbers of rows; None allowed as a leaf.
        batch_size: Rows a batch, at least 1.

    Example:
        >>> d = in_order(np.arange(5), batch_size=2)
        >>> [len(batch) for batch in d]
        [2, 2, 1]
    """
    if _are_cut(arrays):
        rows = tf.data.Dataset.from_tensor_slices(arrays).batch(batch_size)
        return rows.with_options(sharded_by_rows())
    rows = tf.data.Dataset.range(int(num_rows(first_array(arrays))))
    return gathered(arrays, rows.batch(batch_size))


def gathered(arrays: typing.Any, numbers: tf.data.Dataset) -> tf.data.Dataset:
    """Makes a dataset of batches of chosen rows of arrays.

    Only row numbers wait in it: the memory needed is that of the arrays and of
    a few batches.

    Args:
        arrays: See `in_order`.
        numbers: The int64 numbers of the rows of one batch after another.
    """
    if _are_cut(arrays):
        return numbers.flat_map(_picking(arrays)).with_options(
            sharded_by_rows()
        )
    with tf.device("CPU"):
        arrays = _map_arrays(_host_tensor, arrays)
        dataset = numbers.map(
            lambda rows: _map_arrays(lambda a: tf.gather(a, rows), arrays),
            num_parallel_calls=tf.data.AUTOTUNE,
            deterministic=True,
        )
    return dataset.with_options(sharded_by_rows())


def _picking(arrays: typing.Any) -> typing.Callable:
    rows = tf.data.Dataset.from_tensor_slices(arrays)

    def picked(numbers: tf.Tensor) -> tf.data.Dataset:
        chosen = tf.data.Dataset.from_tensor_slices(numbers).map(
            lambda number: tf.data.experimental.at(rows, number)
        )
        return chosen.batch(tf.size(numbers, tf.int64))

    return picked


def _are_cut(arrays: typing.Any) -> bool:
    leaves = tf.nest.flatten(arrays)
    return any(isinstance(leaf, CUT_BY_TF_DATA) for leaf in leaves)


def sharded_by_rows() -> tf.data.Options:
    """Makes the options that let several workers share a dataset by elements.

    There are no files to share out where the data is in memory.
    """
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = (
        tf.data.experimental.AutoShardPolicy.DATA
    )
    return options


def _map_arrays(function: typing.Callable, arrays: typing.Any) -> typing.Any:
    return tf.nest.map_structure(
        lambda array: None if array is None else function(array), arrays
    )


def _host_tensor(array: typing.Any) -> typing.Any:
    if isinstance(array, tf.RaggedTensor):
        return array
    return tf.identity(tf.convert_to_tensor(array))


def first_array(arrays: typing.Any) -> typing.Any:
    """Returns the first leaf of a nest that isn't None."""
    return next(a for a in tf.nest.flatten(arrays) if a is not None)


def num_rows(array: typing.Any) -> typing.Any:
    """Counts the rows of a dense, ragged or sparse tensor, or of an array."""
    if isinstance(array, tf.RaggedTensor):
        return array.nrows()
    if isinstance(array, tf.SparseTensor):
        return array.dense_shape[0]
    if array.shape[0] is None:
        return tf.shape(array)[0]
    return array.shape[0]


def batch_spec(array: typing.Any) -> typing.Any:
    """Returns the spec of an array's batches, of any number of rows."""
    if array is None:
        return None
    if isinstance(array, extension_rows.Value):
        return extension_rows.open_spec(array)
    shape = tf.TensorShape([None]).concatenate(array.shape[1:])
    if isinstance(array, tf.RaggedTensor):
        return tf.RaggedTensorSpec(
            shape, array.dtype, array.ragged_rank, array.row_splits.dtype
        )
    if isinstance(array, tf.SparseTensor):
        return tf.SparseTensorSpec(shape, array.dtype)
    return tf.TensorSpec(shape, array.dtype)
