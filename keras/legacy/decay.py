"""`decay=` of Keras 1's optimizers: a rate that shrinks, and can be set."""

from typing import Any

import tensorflow as tf

from keras.optimizers import rates, schedules


def decayed(rate: Any, part: Any) -> schedules.InverseTimeDecay:
    """Returns a schedule whose first rate users see and set.

    rate / (1 + part * step)

    Args:
        rate: The first rate: a number or variable.
        part: What a step adds to the divisor: a number or variable.
    Raises:
        TypeError: If the rate is a schedule or function already.
        ValueError: If `part` is below 0.
    """
    if isinstance(part, (int, float)) and not part >= 0:
        raise ValueError(
            "decay: the learning rate would grow. Expected 0 or more. "
            f"Received: decay={part}."
        )
    if callable(rate) and not isinstance(rate, tf.Variable):
        raise TypeError(
            "decay: a schedule tells the learning rate. Expected a number "
            f"beside decay=. Received: learning_rate={rate!r}. Leave out "
            "decay=, or write one schedule that does both."
        )
    base = rates.hold(rate)
    schedule = schedules.InverseTimeDecay(base, 1, rates.hold(part, "decay"))
    schedule._keras_settable = base
    return schedule


@property
def decay(optimizer: Any) -> Any:
    """What a step adds to the divisor of the learning rate; 0 adds nothing."""
    schedule = vars(optimizer).get("_learning_rate")
    found = schedule.decay_rate if _is_decayed(schedule) else 0.0
    return vars(optimizer).get("decay", found)


@decay.setter
def decay(optimizer: Any, value: Any) -> None:
    """Sets it; a user's class may keep another thing by this name."""
    schedule = vars(optimizer).get("_learning_rate")
    if _is_decayed(schedule):
        schedule.decay_rate.assign(value)
    else:
        vars(optimizer)["decay"] = value


def _is_decayed(rate: Any) -> bool:
    return getattr(rate, "_keras_settable", None) is not None
