"""How many steps a graph takes in one call, by which number is the fastest."""

import threading
import time
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras.callbacks import timed_thread
from keras.layers import arguments

_MORE, _FEWER = 1.5, 0.5


class StepsPerExecutionTuner:
    """Looks for the number of steps a call that trains fastest, meanwhile.

    A thread measures how many iterations an optimizer counts a second. Where a
    change of the number made that faster, it changes on; where slower, back.

    `fit` has no need of it: `compile(steps_per_execution="auto")` finds the
    number from the time of a step. This is for loops of one's own, whose graph
    reads the number from a variable.

    Args:
        optimizer: Its `iterations` tell of the steps.
        spe_variable: Integer `tf.Variable` of the number, 1 or more.
        interval: Seconds between two measurements. Default 5.
        change_spe_interval: How many measurements make a change. Default 10.
        change_threshold: Fraction by which the speed has to differ, for another
            change. Default 0.1.
    Raises:
        TypeError: If the variable isn't one, or of fractions.
        ValueError: If another number is out of range.
    Example:
        >>> steps = tf.Variable(1, dtype="int64")
        >>> optimizer = keras.optimizers.SGD()
        >>> tuner = keras.utils.StepsPerExecutionTuner(optimizer, steps)
        >>> thread = tuner.start()
        >>> # for batch in …: train(iterator, steps)
        >>> tuner.stop()
    """

    def __init__(
        self,
        optimizer: Any,
        spe_variable: tf.Variable,
        interval: float = 5,
        change_spe_interval: int = 10,
        change_threshold: float = 0.1,
    ) -> None:
        where = type(self).__name__
        if not (hasattr(spe_variable, "assign") and _is_integer(spe_variable)):
            raise TypeError(
                f"{where}: the graph reads the number from a variable. "
                "Expected a `tf.Variable` of whole numbers. Received: "
                f"spe_variable={spe_variable!r}."
            )
        arguments.number_from(where, "change_threshold", change_threshold, 0.0)
        self.optimizer = optimizer
        self.interval = arguments.number_above(where, "interval", interval, 0.0)
        self.change_spe_interval = arguments.whole_number(
            where, "change_spe_interval", change_spe_interval
        )
        self.spe_change_threshold = change_threshold
        self._steps_per_execution = spe_variable
        self._watch: _Watch | None = None

    @property
    def steps_per_execution(self) -> tf.Variable:
        """The variable; a number that is set is assigned to it."""
        return self._steps_per_execution

    @steps_per_execution.setter
    def steps_per_execution(self, value: int) -> None:
        self._steps_per_execution.assign(value)

    def start(self) -> threading.Thread:
        """Starts the thread, unless it runs, and returns it."""
        if self._watch is None or not self._watch.is_alive():
            self._watch = _Watch(self)
            self._watch.start()
        return self._watch.thread

    def stop(self) -> None:
        """Ends the thread, after a measurement that it makes."""
        if self._watch is not None:
            self._watch.stop()


class Climb:
    """A walk to the fastest number, in steps that are told by speeds.

    Args:
        threshold: Fraction by which two speeds differ.
        most: Largest number.
    """

    def __init__(self, threshold: float, most: float) -> None:
        self._threshold, self._most = threshold, most
        self._before = 0.0
        self._grows = True

    def next(self, count: int, speed: float) -> int:
        """Returns the number to try next.

        Args:
            count: The number there is.
            speed: Steps a second with it.
        """
        faster = speed > (1 + self._threshold) * self._before
        slower = speed < (1 - self._threshold) * self._before
        self._before = speed
        if not (faster or slower):
            return count
        if slower:
            self._grows = not self._grows
        factor = _MORE if self._grows else _FEWER
        return int(min(max(1, round(count * factor)), self._most))


class _Watch(timed_thread.TimedThread):
    """The thread: measures, and after some measurements changes the number."""

    def __init__(
        self,
        tuner: StepsPerExecutionTuner,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(tuner.interval, name="steps_per_execution_tuner")
        self._tuner, self._clock = tuner, clock
        most = tuner.steps_per_execution.dtype.max
        self._climb = Climb(tuner.spe_change_threshold, most)
        self._speeds: list[float] = []
        self._seen = (self._steps(), clock())

    def _steps(self) -> int:
        return int(self._tuner.optimizer.iterations.numpy())

    def on_interval(self) -> None:
        steps, now = self._steps(), self._clock()
        taken, passed = steps - self._seen[0], now - self._seen[1]
        self._seen = (steps, now)
        # Between epochs, or before the first step, there is nothing to see.
        if taken <= 0 or passed <= 0:
            return
        self._speeds.append(taken / passed)
        if len(self._speeds) < self._tuner.change_spe_interval:
            return
        variable = self._tuner.steps_per_execution
        speed = sum(self._speeds) / len(self._speeds)
        self._speeds.clear()
        variable.assign(self._climb.next(int(variable), speed))


def _is_integer(variable) -> bool:
    dtype = getattr(variable, "dtype", None)
    return isinstance(dtype, tf.DType) and dtype.is_integer
