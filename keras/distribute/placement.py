"""Where models are made and run: in a `tf.distribute` scope, or on a mesh."""

import contextlib
import threading
from collections.abc import Callable, Iterator

import tensorflow as tf


class _Meshes(threading.local):
    """The meshes whose scopes this thread is in, the inner one last."""

    def __init__(self) -> None:
        self.strategies = []


_meshes = _Meshes()


@contextlib.contextmanager
def entered(strategy) -> Iterator[None]:
    """Has models that are made in the body belong to a mesh strategy."""
    _meshes.strategies.append(strategy)
    try:
        yield
    finally:
        _meshes.strategies.pop()


def current():
    """Returns the strategy that a model made here belongs to."""
    if _meshes.strategies:
        return _meshes.strategies[-1]
    return tf.distribute.get_strategy()


def is_in_graph(strategy) -> bool:
    """Tells whether a graph may loop over batches and take steps.

    A mesh can't: batches come to it from outside.
    """
    return isinstance(strategy, tf.distribute.Strategy)


def carried(strategy, step: Callable) -> Callable:
    """Returns a step ready to be called by a strategy's `run`.

    Args:
        strategy: A `tf.distribute` strategy, or a mesh's.
        step: Takes one replica's part of a batch.
    """
    return step if is_in_graph(strategy) else strategy.carried(step)
