"""Numbers of an optimizer, whose variables may be on several replicas."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras.callbacks import lazy_logs


def learning_rate(optimizer: Any) -> float:
    """Returns the learning rate; a schedule's is that of the last step."""
    return float(lazy_logs.fetched(optimizer.learning_rate))


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
    tell = getattr(optimizer, "_get_current_learning_rate", lambda: rate)
    return tell()


def iterations(optimizer: Any) -> int:
    """Returns the number of steps taken."""
    return int(lazy_logs.fetched(optimizer.iterations))
