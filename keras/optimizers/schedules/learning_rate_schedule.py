"""The base class of learning rate schedules."""

import numbers
from typing import Any

import numpy as np
import tensorflow as tf

from keras.api import lazy
from keras.backend import config as settings
from keras.backend import values
from keras.saving.config import constructor

# What older Keras had here: schedules.
lazy.older_names(globals())


class LearningRateSchedule(constructor.Configurable):
    """A learning rate that is a function of the step.

    A subclass implements `__call__(step)`; its configuration is its
    constructor's arguments.

    Example:
        >>> class Inverse(keras.optimizers.schedules.LearningRateSchedule):
        ...     def __call__(self, step):
        ...         return 1.0 / (tf.cast(step, tf.float32) + 1.0)
        >>> float(Inverse()(3))
        0.25
    """

    # What an optimizer shows and sets as its learning rate, where that isn't
    # what the schedule gives: the first rate, beside Keras 1's `decay`.
    _keras_settable: tf.Variable | None = None

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate at a step, counted from 0."""
        raise NotImplementedError(
            f"{type(self).__name__}: a schedule maps a step to a rate. "
            "Expected a `__call__(step)`. Received: a class without one."
        )

    def get_config(self) -> dict:
        """Returns the constructor's arguments; a variable as it is now."""
        config = super().get_config()
        for name in config:
            value = vars(self).get(name)
            if isinstance(value, tf.Variable) and value.shape.rank == 0:
                config[name] = values.get_value(value).item()
        return config


def rate(value) -> tf.Tensor:
    """Returns a learning rate, or several, as a tensor: numbers in `floatx`.

    In float32 at least: halves hold no step above 2048 exactly.
    """
    is_typed = tf.is_tensor(value) or isinstance(
        value, (np.generic, np.ndarray)
    )
    if not is_typed:
        return tf.convert_to_tensor(
            value, _wide(tf.as_dtype(settings.floatx()))
        )
    found = tf.convert_to_tensor(value)
    return tf.cast(found, _wide(found.dtype))


def number(value, dtype: tf.DType) -> tf.Tensor:
    """Returns a number of a type: Python's as it is, not by way of float32."""
    if tf.is_tensor(value) or isinstance(value, tf.Variable):
        return tf.cast(value, dtype)
    return tf.constant(value, dtype)


def _wide(dtype: tf.DType) -> tf.DType:
    return dtype if dtype.size >= 4 else tf.float32


def check(owner: LearningRateSchedule, **given) -> None:
    """Raises for what are no numbers; tensors and variables are let through.

    Args:
        owner: The schedule.
        **given: Arguments; the initial rate can't be below 0, nor can steps.
    Raises:
        TypeError: If one is text, a list or None.
        ValueError: If one is out of range.
    """
    for name, value in given.items():
        is_number = isinstance(value, numbers.Real)
        is_signed = name not in _NOT_NEGATIVE
        if is_number and (value >= 0 or is_signed and value == value):
            continue
        if is_number or isinstance(value, (str, list, tuple, dict, type(None))):
            expected = "a number" if is_signed else "a number of 0 or more"
            raise (ValueError if is_number else TypeError)(
                f"{type(owner).__name__}: wrong {name}. Expected {expected}. "
                f"Received: {name}={value!r}."
            )


_NOT_NEGATIVE = frozenset({"initial_learning_rate", "warmup_steps"})


def decay_steps(owner: LearningRateSchedule, name: str, value):
    """Returns a number of steps.

    Raises:
        ValueError: If it is not above 0.
    """
    check(owner, **{name: value})
    if isinstance(value, (int, float)) and value <= 0:
        raise ValueError(
            f"{type(owner).__name__}: wrong {name}. Expected a number of steps "
            f"above 0. Received: {name}={value}."
        )
    return value
