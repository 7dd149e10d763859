"""A tf.data pipeline over arrays, for what can't be cut on the device."""

import typing

import tensorflow as tf

from keras.engine.data import extension_rows

#: What has no gather: tf.data cuts it into rows.
CUT_BY_TF_DATA = (tf.SparseTensor, extension_rows.Value)


def from_arrays(
    arrays: typing.Any,
    batch_size: int,
    shuffle: bool | str = False,
    repeated: bool = False,
    seed: int | None = None,
) -> tf.data.Dataset:
    """Makes a dataset of batches of rows of arrays that stay on the host.

    Row numbers are shuffled and batched, and only then rows are gathered:
    the memory needed is that of the arrays and of a few batches.

    Args:
        arrays: Nest of dense, ragged or sparse tensors or NumPy arrays with
            equal numbers of rows; None allowed as a leaf.
        batch_size: Rows a batch, at least 1.
        shuffle: False, True (rows) or `"batch"` (whole batches).
        repeated: True starts over for ever at the end. Default False.
        seed: Of the orders. Default None: drawn.

    Example:
        >>> d = from_arrays(np.arange(5), batch_size=2)
        >>> [len(batch) for batch in d]
        [2, 2, 1]
    """
    leaves = [a for a in tf.nest.flatten(arrays) if a is not None]
    if any(isinstance(leaf, CUT_BY_TF_DATA) for leaf in leaves):
        return _row_by_row(arrays, batch_size, shuffle, repeated, seed)
    return _gathered(arrays, batch_size, shuffle, repeated, seed)


def _gathered(
    arrays: typing.Any,
    batch_size: int,
    shuffle: bool | str,
    repeated: bool,
    seed: int | None,
) -> tf.data.Dataset:
    rows = int(num_rows(first_array(arrays)))
    with tf.device("CPU"):
        arrays = _map_arrays(_host_tensor, arrays)
        indices = _index_batches(rows, batch_size, shuffle, repeated, seed)
        dataset = indices.map(
            lambda rows: _map_arrays(lambda a: tf.gather(a, rows), arrays),
            num_parallel_calls=tf.data.AUTOTUNE,
            deterministic=True,
        )
    return dataset.with_options(sharded_by_rows())


def sharded_by_rows() -> tf.data.Options:
    """Makes the options that let several workers share a dataset by elements.

    There are no files to share out where the data is in memory.
    """
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = (
        tf.data.experimental.AutoShardPolicy.DATA
    )
    return options


def _index_batches(
    rows: int,
    batch_size: int,
    shuffle: bool | str,
    repeated: bool,
    seed: int | None,
) -> tf.data.Dataset:
    indices = tf.data.Dataset.range(rows)
    if shuffle == "batch":
        indices = indices.batch(batch_size).shuffle(
            -(-rows // batch_size), seed
        )
        return indices.repeat() if repeated else indices
    if shuffle:
        indices = indices.shuffle(rows, seed)
    indices = indices.batch(batch_size)
    return indices.repeat() if repeated else indices


def _row_by_row(
    arrays: typing.Any,
    batch_size: int,
    shuffle: bool | str,
    repeated: bool,
    seed: int | None,
) -> tf.data.Dataset:
    rows = int(num_rows(first_array(arrays)))
    dataset = tf.data.Dataset.from_tensor_slices(arrays)
    if shuffle:
        dataset = dataset.shuffle(rows, seed)
    dataset = dataset.batch(batch_size)
    if repeated:
        dataset = dataset.repeat()
    return dataset.with_options(sharded_by_rows())


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
