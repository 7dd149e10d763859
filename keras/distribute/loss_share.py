"""Which part a replica's mean loss has in the mean over all replicas.

Gradients are summed over replicas, so means have to be divided by their number
once: by the loss itself where a user's step calls it, else by whoever adds
losses up.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator

import tensorflow as tf


class _Callers(threading.local):
    """Who in this thread scales what losses return; replicas are threads.

    Attributes:
        count: How many callers there are, one inside the other.
        share: The replica's part of the batch, if the innermost says it.
    """

    count = 0
    share = None


_callers = _Callers()

# Others that tell whether what runs now is scaled by whoever called it.
scaled_elsewhere: list[Callable[[], bool]] = []


@contextlib.contextmanager
def scaled_by_caller(share: tf.Tensor | None = None) -> Iterator[None]:
    """Lets losses return their means unscaled: the caller scales them.

    Args:
        share: What it scales them by, the replica's part of the batch.
    """
    before, _callers.share = _callers.share, share
    _callers.count += 1
    try:
        yield
    finally:
        _callers.share = before
        _callers.count -= 1


def as_mean(part: tf.Tensor) -> tf.Tensor:
    """Returns a replica's part of a loss as a mean, where the caller scales it.

    Args:
        part: What adds up over replicas to the loss of the whole batch.
    """
    if _callers.share is None:
        return part
    share = tf.cast(_callers.share, part.dtype)
    return tf.math.divide_no_nan(part, share)


def divisor(count: tf.Tensor) -> tf.Tensor:
    """Returns what a sum over what counts in a replica's rows is divided by.

    Rows may count for more than others, as a mask says. Where the caller weighs
    the mean by the replica's share of the rows, `all counts * share` makes
    these add up to the mean over all that counts.

    Args:
        count: A scalar, of what counts in this replica.
    """
    if _callers.share is None:
        return count
    context = tf.distribute.get_replica_context()
    total = context.all_reduce(tf.distribute.ReduceOp.SUM, count)
    return total * tf.cast(_callers.share, count.dtype)


def of_replica(mean: tf.Tensor) -> tf.Tensor:
    """Returns a mean over a replica's rows as its part of the whole.

    As it is outside of several replicas, and where the caller scales it.

    Args:
        mean: A scalar.
    """
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return mean
    if _callers.count or any(tell() for tell in scaled_elsewhere):
        return mean
    return mean / context.num_replicas_in_sync
