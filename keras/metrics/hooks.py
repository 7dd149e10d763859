"""Hooks that a metric may have, and what is done around its methods."""

import functools
import inspect
from collections.abc import Callable

import tensorflow as tf

from keras.backend import user_code
from keras.tf_internals import autograph


def is_build(method: object) -> bool:
    """Tells whether a class's `build` is the hook, `build(y_true, y_pred)`.

    Metrics of Keras 2 may have something of this name for themselves.
    """
    return _takes(method, 2)


def takes_shapes(method: object) -> bool:
    """Tells whether a `build` of ours takes shapes, as in Keras 2.

    A metric of a user's that has the like calls it by itself.
    """
    if not callable(method) or user_code.is_users(method):
        return False
    named = [*inspect.signature(method).parameters][1:]
    return named == ["y_true_shape", "y_pred_shape"]


def is_check(method: object) -> bool:
    """Tells whether a class's `check` is the hook, with `where` behind."""
    return _takes(method, 3)


def _takes(method: object, count: int) -> bool:
    """Tells whether a method takes labels, predictions and so many in all."""
    if not callable(method):
        return False
    signature = inspect.signature(method)
    if [*signature.parameters][1:3] != ["y_true", "y_pred"]:
        return False
    try:
        signature.bind(None, *[None] * count)
    except TypeError:
        return False
    return True


def building_first(update_state: Callable) -> Callable:
    """Wraps a class's `update_state`: the first call builds the state."""

    @functools.wraps(update_state)
    def build_and_update(self, *args, **kwargs):
        if not self._keras_state.is_built:
            given = {**dict(zip(("y_true", "y_pred"), args)), **kwargs}
            if "y_pred" in given:
                self._keras_ensure_built(given["y_true"], given["y_pred"])
        return update_state(self, *args, **kwargs)

    build_and_update._keras_builds = True
    return build_and_update


def is_to_convert(method: object) -> bool:
    """Tells whether a method is a user's, and not yet wrapped."""
    is_plain = inspect.isfunction(method) and user_code.is_users(method)
    return is_plain and not hasattr(method, "_keras_converts")


def converted_in_graphs(method: Callable) -> Callable:
    """Wraps a user's method: AutoGraph converts it where a graph is traced."""

    @functools.wraps(method)
    def call(self, *args, **kwargs):
        if tf.executing_eagerly():
            return method(self, *args, **kwargs)
        return autograph.converted(method)(self, *args, **kwargs)

    call._keras_converts = True
    return call


def result_of_replicas(metric) -> Callable:
    """Returns a metric's `result` as it is under a strategy.

    Asked in a replica, it tells of all replicas: each has state of its own.

    Args:
        metric: A metric that was made under a strategy.
    """
    return functools.partial(_result_of_all, metric)


def _result_of_all(metric, *args, **kwargs):
    result = functools.partial(type(metric).result, metric, *args, **kwargs)
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return result()
    if isinstance(context.strategy, tf.distribute.TPUStrategy):
        return result()  # Replicas of TPUs can't be left.
    return context.merge_call(lambda strategy: _read(result()))


def _read(values):
    """Returns values without variables: a replica would read its own part."""
    return tf.nest.map_structure(
        lambda v: v.read_value() if isinstance(v, tf.Variable) else v, values
    )
