"""Running a step on every replica, and its share of the global batch."""

import contextlib
from collections.abc import Callable

import tensorflow as tf

from keras.distribute import placement, workers


def run(
    strategy: tf.distribute.Strategy,
    step: Callable,
    data,
    reduction: str = "auto",
):
    """Runs `step(data)` on each replica.

    Args:
        strategy: Where to run; the default strategy runs it once, here.
        step: Takes one replica's part of a batch.
        data: A batch, or a value for each replica.
        reduction: What becomes of the replicas' values: 'first' takes the
            first, 'sum' and 'mean' all here; 'auto' is 'sum', on TPUs 'first'.
            What is no number, and a variable, is the first's.
    Returns:
        What `step` returned, one value of those of the replicas.
    """
    outputs = strategy.run(step, args=(data,))
    if strategy.num_replicas_in_sync == 1:
        return outputs
    if reduction == "auto":
        is_tpu = isinstance(strategy, tf.distribute.TPUStrategy)
        reduction = "first" if is_tpu else "sum"

    def combined(value):
        parts = strategy.experimental_local_results(value)
        combine = _REDUCTIONS[reduction] if _adds_up(value, parts) else _first
        return combine(parts)

    return tf.nest.map_structure(combined, outputs)


def _adds_up(value, parts: tuple) -> bool:
    if isinstance(value, tf.Variable) or len(parts) == 1:
        return False
    dtype = getattr(parts[0], "dtype", tf.float32)
    return tf.is_tensor(parts[0]) and (
        dtype.is_floating or dtype.is_integer or dtype.is_complex
    )


def first_device(
    strategy: tf.distribute.Strategy,
) -> contextlib.AbstractContextManager:
    """Returns a context that places what it computes on the first replica's.

    Args:
        strategy: The strategy; the default one, on no mesh, names no device.
    """
    devices = _devices(strategy)
    return tf.device(devices[0]) if devices else contextlib.nullcontext()


def num_here(strategy) -> int:
    """Returns how many of a strategy's replicas this process has.

    Args:
        strategy: A `tf.distribute` strategy; without one, and on a mesh, there
            is one replica.
    """
    is_one = not placement.is_in_graph(strategy)
    return 1 if is_one else len(_devices(strategy)) or 1


def _devices(strategy) -> tuple:
    """Returns the devices of the replicas here; none by default."""
    try:
        return tuple(strategy.extended.worker_devices)
    except RuntimeError:
        return ()


def _first(values: tuple):
    return values[0]


def _mean(values: tuple) -> tf.Tensor:
    return tf.add_n(values) / len(values)


_REDUCTIONS = {
    "first": _first,
    "mean": _mean,
    "sum": tf.add_n,
}


def gathered(strategy: tf.distribute.Strategy, step: Callable, data):
    """Runs `step(data)` on each replica, and joins outputs along the batch.

    A number is a row; None stays None.
    """
    if strategy.num_replicas_in_sync == 1:
        return strategy.run(step, args=(data,))
    outputs = strategy.run(lambda data: _as_rows(step(data)), args=(data,))
    join = _gathered if workers.are_several(strategy) else _joined
    return tf.nest.map_structure(
        lambda value: None if value is None else join(strategy, value), outputs
    )


def _as_rows(outputs):
    return tf.nest.map_structure(
        lambda value: (
            value[None]
            if isinstance(value, tf.Tensor) and value.shape.rank == 0
            else value
        ),
        outputs,
    )


def _gathered(strategy: tf.distribute.Strategy, value):
    return strategy.gather(value, axis=0)


def _joined(strategy: tf.distribute.Strategy, value):
    parts = strategy.experimental_local_results(value)
    if isinstance(parts[0], tf.SparseTensor):
        return tf.sparse.concat(0, list(parts))
    return tf.concat(parts, axis=0)


def gather(function) -> bool:
    """Tells whether replicas gather something in a graph.

    Sums have a size that is known when a step is traced. What is gathered, as
    the rows of a table that were read, may have another one each step.

    Args:
        function: A concrete function.
    """
    graph = function.graph.as_graph_def()
    bodies = (graph.node, *(body.node_def for body in graph.library.function))
    return any(
        node.op.startswith("CollectiveGather")
        for nodes in bodies
        for node in nodes
    )


class OneOfMany(tf.distribute.ReplicaContext):
    """A replica that stands for all where a call is only tried, in a graph.

    What it'd get from the others has the right shape and type, and no meaning.
    """

    def all_reduce(self, reduce_op, value, options=None):
        """Returns the value as it is."""
        return tf.nest.map_structure(tf.identity, value)

    def all_gather(self, value, axis, options=None):
        """Returns the value as often as there are replicas."""
        count = self.num_replicas_in_sync
        return tf.nest.map_structure(
            lambda part: tf.concat([part] * count, axis), value
        )


def trial():
    """Returns a context in which a step's code finds itself in a replica.

    In the scope of a strategy, outside of its replicas, state of a replica
    (as of a metric) can't change, and there is nobody to reduce with.
    """
    if not tf.distribute.in_cross_replica_context():
        return contextlib.nullcontext()
    return OneOfMany(tf.distribute.get_strategy(), 0)


def num_in_step() -> int:
    """Returns how many replicas take part in the step being run."""
    return tf.distribute.get_strategy().num_replicas_in_sync


def batch_share(rows: tf.Tensor) -> tf.Tensor | None:
    """Returns which part of the global batch this replica has, in [0, 1].

    A mean over the replica's rows, times this, adds up over replicas to the
    mean over all rows, also where replicas got different numbers of rows.

    Args:
        rows: How many rows the replica has, a float32 scalar.
    Returns:
        A float32 scalar, or None outside of several replicas.
    """
    if not tf.distribute.has_strategy():
        return None
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return None
    all_rows = context.all_reduce(tf.distribute.ReduceOp.SUM, rows)
    return tf.math.divide_no_nan(rows, all_rows)
