"""A learning rate in its forms: a number, a schedule, a function."""

import numbers
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import config, user_code, values
from keras.engine import kinds
from keras.optimizers.schedules import learning_rate_schedule, lookup
from keras.tf_internals import autograph


def hold(value, name: str = "learning_rate"):
    """Returns what an optimizer keeps: a variable, schedule or function.

    Args:
        value: One of these, a number, or a schedule's config.
        name: Of the variable that a number becomes.
    """
    if isinstance(value, dict):
        value = lookup.deserialize(value)
    if isinstance(value, tf.Variable) or callable(value):
        return value
    with tf.init_scope():
        return tf.Variable(
            tf.cast(value, config.floatx()),
            name=name,
            trainable=False,
            aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
        )


def now(rate, step: tf.Variable, factor: tf.Variable | None = None):
    """Returns the variable itself, or what a schedule or function gives.

    Args:
        rate: What `hold` returned.
        step: Number of steps done.
        factor: Multiplies what a schedule or function gives. Default None.
    """
    if isinstance(rate, tf.Variable):
        return rate
    is_schedule = isinstance(rate, learning_rate_schedule.LearningRateSchedule)
    value = of_schedule(rate, step) if is_schedule else rate()
    return value if factor is None else value * tf.cast(factor, _dtype(value))


def of_schedule(schedule: Callable, step) -> tf.Tensor:
    """Returns what a schedule gives.

    A user's may have `if` on the step; and where it divides by whole numbers,
    which TensorFlow refuses beside a float, it's given the step as a float.

    Args:
        schedule: The schedule.
        step: Number of steps done.
    Raises:
        TypeError: If a float doesn't mend it.
    """
    tell = schedule
    if not tf.executing_eagerly() and user_code.is_users(type(schedule)):
        tell = autograph.converted(schedule.__call__)
    try:
        return tell(step)
    except TypeError as error:
        try:
            return tell(tf.cast(step, tf.float32))
        except TypeError:
            raise error from None


def one() -> tf.Variable:
    """Returns a factor that changes nothing yet."""
    with tf.init_scope():
        return tf.Variable(
            1.0,
            dtype=config.floatx(),
            name="learning_rate_factor",
            trainable=False,
            aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
        )


def _dtype(value) -> tf.DType:
    return tf.as_dtype(getattr(value, "dtype", config.floatx()))


def check(owner: str, value) -> None:
    """Raises for what can't be a learning rate.

    Args:
        owner: The optimizer's name.
        value: What a user gave.
    Raises:
        TypeError: If it's no number, schedule, variable or function.
        ValueError: If it is a number below 0.
    """
    if callable(value) or tf.is_tensor(value) or isinstance(value, dict):
        return
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number and not (isinstance(value, np.ndarray) and value.ndim < 1):
        raise TypeError(
            f"{owner}: wrong learning rate. Expected a number, schedule, "
            "variable or function without arguments. Received: "
            f"learning_rate={value!r}."
        )
    if not value >= 0:
        raise ValueError(
            f"{owner}: a learning rate would lead uphill. Expected 0 or more. "
            f"Received: learning_rate={value}."
        )


def changed(owner: str, rate, value):
    """Returns what to keep after a user has set the learning rate.

    Args:
        owner: The optimizer's name.
        rate: What is kept: a variable is assigned to.
        value: A number, schedule or function.
    Raises:
        TypeError: If a schedule is in force, and a number is given.
    """
    if callable(value) and not isinstance(value, tf.Variable):
        return value
    variable = settable(rate)
    if variable is None:
        raise TypeError(
            f"{owner}: the learning rate follows a schedule. Expected another "
            f"schedule. Received: learning_rate={value!r}. Make the optimizer "
            "with a number, to set it later."
        )
    variable.assign(tf.cast(value, variable.dtype))
    return rate


def settable(rate) -> tf.Variable | None:
    """The variable that users read and set; None where a schedule tells.

    Args:
        rate: What `hold` returned.
    """
    if isinstance(rate, tf.Variable):
        return rate
    return getattr(rate, "_keras_settable", None)


def plain(value):
    """Returns a learning rate, or another setting, as plain data."""
    if isinstance(value, learning_rate_schedule.LearningRateSchedule):
        return lookup.serialize(value)
    if callable(value) and not isinstance(value, tf.Variable):
        value = value()
    if isinstance(value, (tf.Variable, tf.Tensor)):
        # A strategy's variable gives its scope no array: `np.asarray` fails.
        value = values.get_value(value)
    return value.item() if isinstance(value, np.generic) else value


# Attributes and methods of `Optimizer`, which binds them.


def shown(optimizer):
    """Returns what a schedule or function gives a step that is being taken.

    Outside of one it's what the last step was given, as in Keras 2, and what
    the first one will be before there is any; beside `decay=` it's the first
    rate, which can be set.
    """
    if optimizer._keras_state.takes_step:
        return of_next_step(optimizer)
    variable = settable(optimizer._learning_rate)
    if variable is not None:
        return variable
    last = tf.maximum(optimizer.iterations - 1, 0)
    factor = optimizer._keras_rate_factor
    return now(optimizer._learning_rate, last, factor)


def change(optimizer: Any, value: kinds.Rate) -> None:
    """Sets a number, or puts a schedule or function in its place."""
    check(optimizer.name, value)
    if "_learning_rate" not in vars(optimizer):
        # A user's constructor sets it, where the base wasn't given one.
        optimizer._learning_rate = optimizer._build_learning_rate(value)
        return
    optimizer._learning_rate = changed(
        optimizer.name, optimizer._learning_rate, value
    )
    if optimizer._keras_rate_factor is not None:
        optimizer._keras_rate_factor.assign(1.0)


@property
def lr(optimizer: Any) -> Any:
    """The learning rate, by its name in Keras 1."""
    return optimizer.learning_rate


@lr.setter
def lr(optimizer: Any, value: kinds.Tensors) -> None:
    """Sets the learning rate."""
    optimizer.learning_rate = value


def of_next_step(optimizer):
    """Returns the learning rate of the step being taken, or of the next."""
    kept = optimizer._keras_state
    if kept.rate_now is not None:
        return kept.rate_now
    factor = optimizer._keras_rate_factor
    return now(optimizer._learning_rate, optimizer.iterations, factor)


def of_variable(optimizer, variable: tf.Variable, gradient) -> tf.Tensor:
    """Returns the rate of one variable, which may have its own."""
    dtype = variable.dtype
    rate = optimizer._keras_rate(dtype if dtype.size >= 4 else tf.float32)
    for policy in optimizer._keras_asked(optimizer._keras_state.of_rates):
        rate = policy.rate(optimizer, variable, gradient, rate)
    return rate


def build(optimizer, learning_rate):
    """Returns what `_learning_rate` holds: a variable, or a function."""
    if optimizer._keras_state.keras1_rate is not None:
        learning_rate = optimizer._keras_state.keras1_rate
    check(optimizer.name, learning_rate)
    return hold(learning_rate)


def take_from_file(optimizer, rate: np.ndarray) -> None:
    """Takes the learning rate that a file has, unless a schedule tells it."""
    if isinstance(optimizer._learning_rate, tf.Variable):
        optimizer.learning_rate = rate


def give_to_file(optimizer) -> np.ndarray:
    """Returns the learning rate for a file that is to have it."""
    return optimizer._learning_rate.numpy()


def add_factor(optimizer: Any) -> bool:
    """Makes a variable that multiplies what a schedule gives.

    It is `learning_rate_factor` then, starts at 1, and is in checkpoints,
    but not in `variables`: their order is the same with it and without.

    Returns:
        True if it is new: steps that were compiled before leave it out.
    Example:
        >>> rate = keras.optimizers.schedules.ExponentialDecay(0.5, 10, 0.1)
        >>> optimizer = keras.optimizers.SGD(rate)
        >>> optimizer.add_learning_rate_factor()
        True
        >>> factor = optimizer.learning_rate_factor.assign(0.5)
        >>> float(optimizer.learning_rate)
        0.25
    """
    is_new = optimizer._keras_rate_factor is None
    if is_new:
        optimizer._keras_rate_factor = one()
    return is_new


def follows_schedule(optimizer) -> bool:
    """Tells whether the learning rate changes by itself."""
    return settable(optimizer._learning_rate) is None


def set_on_top(optimizer, value) -> None:
    """Has the next step's learning rate be a number.

    A schedule goes on from there: it's multiplied. Where it says 0, no factor
    makes another number of it, and the one that was there stays.
    """
    if not follows_schedule(optimizer):
        optimizer.learning_rate = value
        return
    optimizer.add_learning_rate_factor()
    base = now(optimizer._learning_rate, optimizer.iterations)
    set_factor(optimizer._keras_rate_factor, value, base)


def set_factor(factor: tf.Variable, value, base) -> None:
    """Sets a factor that makes a value of another, unless that is 0."""
    value, base = tf.cast(value, factor.dtype), tf.cast(base, factor.dtype)
    factor.assign(tf.where(base > 0, value / base, factor))


def factor(optimizer: Any) -> tf.Variable | None:
    """What multiplies a schedule's rate; None before it is added."""
    return optimizer._keras_rate_factor
