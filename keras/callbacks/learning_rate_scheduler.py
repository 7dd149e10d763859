"""Sets the learning rate by a function of the epoch."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from keras.callbacks import callback, display, optimizer_values

Logs = callback.Logs


class LearningRateScheduler(callback.Callback):
    """Sets the learning rate before each epoch, by a function of yours.

    The logs of the epoch get the rate as `lr`. For a rate that changes every
    step, give the optimizer a schedule of `keras.optimizers.schedules`. One
    that has a schedule takes the epoch's first step at the function's rate, and
    follows the schedule from there, multiplied.

    Args:
        schedule: Called with the epoch, from 0, and the learning rate now (or
            with the epoch alone, if it takes one argument); returns the new
            learning rate as a float.
        verbose: 1 tells of each epoch's rate. Default 0.

    Raises:
        TypeError: If `schedule` is no function; before an epoch, if it returns
            no float.

    Example:
        >>> halve = keras.callbacks.LearningRateScheduler(
        ...     lambda epoch, rate: rate / 2)
        >>> # model.fit(x, y, epochs=3, callbacks=[halve])
    """

    def __init__(self, schedule: Callable, verbose: int = 0) -> None:
        super().__init__()
        if not callable(schedule):
            raise TypeError(
                "LearningRateScheduler: the schedule can't be called. Expected "
                "a function of the epoch and the learning rate. Received: "
                f"schedule={schedule!r}."
            )
        self.schedule = schedule
        self.verbose = verbose
        self._takes_rate = _takes_two(schedule)

    def set_model(self, model: Any) -> None:
        """Takes the model; a schedule gets a factor that can be set."""
        super().set_model(model)
        optimizer_values.prepare(model)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Sets the epoch's learning rate."""
        optimizer = self.model.optimizer
        if self._takes_rate:
            now = optimizer_values.next_learning_rate(optimizer)
            rate = self.schedule(epoch, now)
        else:
            rate = self.schedule(epoch)
        optimizer_values.set_learning_rate(optimizer, _checked_rate(rate))
        if self.verbose:
            display.say(f"Epoch {epoch + 1}: the learning rate is {rate}.")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Adds the learning rate to the logs."""
        if logs is not None:
            rate = optimizer_values.logged_learning_rate(self.model.optimizer)
            logs["lr"] = rate


def _takes_two(schedule: Callable) -> bool:
    try:
        inspect.signature(schedule).bind(0, 0.1)
    except TypeError:
        return False
    except ValueError:  # A function in C that doesn't tell.
        return True
    return True


def _checked_rate(rate: Any) -> Any:
    is_float = isinstance(rate, float | np.floating) or (
        isinstance(rate, tf.Tensor | np.ndarray)
        and tf.as_dtype(rate.dtype).is_floating
    )
    if is_float:
        return rate
    raise TypeError(
        "LearningRateScheduler: the schedule returned no learning rate. "
        f"Expected a float. Received: {rate!r} of type {type(rate).__name__}."
    )
