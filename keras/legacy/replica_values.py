"""`keras.engine.training.reduce_per_replica`: one value for all replicas."""

from typing import Any

import tensorflow as tf

_REDUCTIONS = ("auto", "first", "concat", "sum", "mean")


def reduce_per_replica(
    values, strategy: tf.distribute.Strategy, reduction: str = "auto"
) -> Any:
    """Returns one value in place of each replica's.

    Args:
        values: What `strategy.run` returned, in any nest.
        strategy: The strategy.
        reduction: 'first' takes the first replica's, 'concat' puts rows one
            after the other, 'sum' and 'mean' make one number of all that is
            in them. 'auto' is 'first' on TPUs, and else 'sum'.
    Raises:
        ValueError: If `reduction` is another one.
    Example:
        >>> from keras.legacy import replica_values
        >>> one = tf.distribute.get_strategy()
        >>> float(replica_values.reduce_per_replica(tf.constant(2.0), one))
        2.0
    """
    if reduction not in _REDUCTIONS:
        raise ValueError(
            "reduce_per_replica: no such reduction. Expected one of "
            f"{list(_REDUCTIONS)}. Received: reduction={reduction!r}."
        )

    if reduction == "auto":
        is_tpu = isinstance(strategy, tf.distribute.TPUStrategy)
        reduction = "first" if is_tpu else "sum"

    def reduced(value):
        each = strategy.experimental_local_results(value)
        if reduction == "concat":
            return _in_one(each)
        if reduction in ("sum", "mean"):
            reduce = tf.reduce_sum if reduction == "sum" else tf.reduce_mean
            return reduce(each)
        return each[0]

    return tf.nest.map_structure(reduced, values)


def _in_one(each: tuple):
    if isinstance(each[0], tf.RaggedTensor):
        return tf.concat(each, axis=0)
    if isinstance(each[0], tf.SparseTensor):
        return tf.sparse.concat(0, each, expand_nonconcat_dims=True)
    rows = [tf.expand_dims(v, 0) if v.shape.rank == 0 else v for v in each]
    return rows[0] if len(rows) == 1 else tf.concat(rows, axis=0)
