"""Running a step on every replica, and its share of the global batch."""

from collections.abc import Callable

import tensorflow as tf


def run(strategy: tf.distribute.Strategy, step: Callable, data):
    """Runs `step(data)` on each replica.

    Args:
        strategy: Where to run; the default strategy runs it once, here.
        step: Takes one replica's part of a batch.
        data: A batch, or a value for each replica.
    Returns:
        What `step` returned, of the first replica where there are several.
    """
    outputs = strategy.run(step, args=(data,))
    if strategy.num_replicas_in_sync == 1:
        return outputs
    return tf.nest.map_structure(
        lambda value: strategy.experimental_local_results(value)[0], outputs
    )


def gathered(strategy: tf.distribute.Strategy, step: Callable, data):
    """Runs `step(data)` on each replica, and joins outputs along the batch."""
    outputs = strategy.run(step, args=(data,))
    if strategy.num_replicas_in_sync == 1:
        return outputs
    return tf.nest.map_structure(
        lambda value: tf.concat(
            strategy.experimental_local_results(value), axis=0
        ),
        outputs,
    )


def num_in_step() -> int:
    """Returns how many replicas take part in the step being run."""
    return tf.distribute.get_strategy().num_replicas_in_sync


def batch_share(outputs: tf.Tensor) -> tf.Tensor | None:
    """Returns which part of the global batch this replica has, in [0, 1].

    A mean over the replica's rows, times this, adds up over replicas to the
    mean over all rows, also where replicas got different numbers of rows.

    Args:
        outputs: A tensor whose first axis counts the replica's rows.
    Returns:
        A float32 scalar, or None outside of several replicas.
    """
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return None
    rows = tf.cast(tf.shape(outputs)[0], tf.float32)
    all_rows = context.all_reduce(tf.distribute.ReduceOp.SUM, rows)
    return tf.math.divide_no_nan(rows, all_rows)
