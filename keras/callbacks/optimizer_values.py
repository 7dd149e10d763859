"""Numbers of an optimizer, whose variables may be on several replicas."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras.callbacks import lazy_logs


def learning_rate(optimizer: Any) -> float:
    """Returns the learning rate; a schedule's is that of the last step."""
    rate = optimizer.learning_rate
    if _is_function(rate):
        rate = _given_by(optimizer, max(iterations(optimizer) - 1, 0))
    return float(lazy_logs.fetched(rate))


def _is_function(rate: Any) -> bool:
    return callable(rate) and not isinstance(rate, tf.Variable)


def _given_by(optimizer: Any, step: int) -> Any:
    """Returns what a schedule that an optimizer shows as itself gives."""
    rate = optimizer.learning_rate(tf.constant(step, tf.int64))
    factor = getattr(optimizer, "learning_rate_factor", None)
    return rate if factor is None else rate * tf.cast(factor, rate.dtype)


def follows_schedule(optimizer: Any) -> bool:
    """Tells whether a rate is no number that is set."""
    is_plain = isinstance(optimizer.learning_rate, tf.Variable)
    return getattr(optimizer, "_keras_follows_schedule", not is_plain)


def prepare(model: Any) -> None:
    """Gives a schedule a factor that can be set, before steps are compiled."""
    optimizer = getattr(model, "optimizer", None)
    if getattr(optimizer, "learning_rate", None) is None:
        return
    if not follows_schedule(optimizer):
        return
    if optimizer.add_learning_rate_factor():
        # The steps that were compiled before have no factor.
        model.make_train_function(force=True)


def set_learning_rate(optimizer: Any, rate: Any) -> None:
    """Sets the rate of the next step; a schedule goes on from there."""
    if hasattr(optimizer, "_keras_set_rate"):
        optimizer._keras_set_rate(rate)
    else:
        optimizer.learning_rate = rate


def logged_learning_rate(optimizer: Any) -> float:
    """Returns the learning rate as logs have it: 0.001, as it was given.

    That is the shortest number that stands for what float32 has; as Python's
    it would be 0.0010000000474974513.
    """
    rate = learning_rate(optimizer)
    short = float(str(np.float32(rate)))
    return short if np.float32(rate) == rate else rate


def learning_rate_to_come(optimizer: Any) -> Any:
    """Returns the rate that a schedule gives the next step; else None."""
    rate = getattr(optimizer, "learning_rate", None)
    if rate is None or isinstance(rate, tf.Variable):
        return None
    if _is_function(rate):
        return _given_by(optimizer, iterations(optimizer))
    tell = getattr(optimizer, "_get_current_learning_rate", lambda: rate)
    return tell()


def next_learning_rate(optimizer: Any) -> float:
    """Returns the learning rate of the next step, as a number."""
    rate = learning_rate_to_come(optimizer)
    if rate is None:
        return learning_rate(optimizer)
    return float(lazy_logs.fetched(rate))


def iterations(optimizer: Any) -> int:
    """Returns the number of steps taken."""
    return int(lazy_logs.fetched(optimizer.iterations))
