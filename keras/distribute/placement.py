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


def is_on_mesh() -> bool:
    """Tells whether what is computed, or traced, here is spread on a mesh."""
    return bool(_meshes.strategies)


def is_in_graph(strategy) -> bool:
    """Tells whether a graph may loop over batches and take steps.

    A mesh can't: batches come to it from outside.
    """
    return isinstance(strategy, tf.distribute.Strategy)


def making(strategy) -> contextlib.AbstractContextManager[None]:
    """Returns a context in which what a mesh's model trains with is made.

    Outside of a mesh it's nothing: strategies have scopes of their own.
    """
    if is_in_graph(strategy):
        return contextlib.nullcontext()
    return strategy.scope()


def carried(strategy, step: Callable, run_eagerly: bool = False) -> Callable:
    """Returns a step ready to be called by a strategy's `run`.

    Args:
        strategy: A `tf.distribute` strategy, or a mesh's.
        step: Takes one replica's part of a batch.
        run_eagerly: True leaves it in Python. Default False.
    """
    if is_in_graph(strategy):
        return step
    return strategy.carried(step, run_eagerly)


def finished(strategy, finish: Callable, run_eagerly: bool = False) -> Callable:
    """Returns what ends a run of steps, where a strategy's variables are.

    Args:
        strategy: A `tf.distribute` strategy, or a mesh's.
        finish: Computes something of variables, as the metrics' results.
        run_eagerly: True leaves it in Python. Default False.
    """
    if is_in_graph(strategy):
        return finish
    return strategy.finished(finish, run_eagerly)
