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
    """Who in this thread scales what losses return; replicas are threads."""

    def __init__(self) -> None:
        self.count = 0


_callers = _Callers()

# Others that tell whether what runs now is scaled by whoever called it.
scaled_elsewhere: list[Callable[[], bool]] = []


@contextlib.contextmanager
def scaled_by_caller() -> Iterator[None]:
    """Lets losses return their means unscaled: the caller scales them."""
    _callers.count += 1
    try:
        yield
    finally:
        _callers.count -= 1


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
