"""Numbers of an optimizer, whose variables may be on several replicas."""

from typing import Any

from keras.callbacks import lazy_logs


def learning_rate(optimizer: Any) -> float:
    """Returns the learning rate; a schedule's is that of the step to come."""
    return float(lazy_logs.fetched(optimizer.learning_rate))


def iterations(optimizer: Any) -> int:
    """Returns the number of steps taken."""
    return int(lazy_logs.fetched(optimizer.iterations))
