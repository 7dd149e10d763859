"""How many steps one run takes, so that it lasts tens of milliseconds."""

import time
from collections.abc import Callable
from typing import NamedTuple

import tensorflow as tf

from keras.distribute import workers

# A call of a graph costs some 0.2 ms, a progress bar is smooth at 20 updates a
# second, and Ctrl-C is answered between runs.
_SECONDS = 0.04


class Pace(NamedTuple):
    """How long runs are to last.

    Attributes:
        seconds: The time that each is to take.
        least: Steps that it takes in any case.
    """

    seconds: float = _SECONDS
    least: int = 1


_PACE = Pace()


class RunLength:
    """Chooses the number of steps of each run, by the time of the last one.

    It grows at most twofold from run to run, so that a fast step, or a look at
    the clock that was off, doesn't let the next run take minutes. It's kept
    over epochs, and over validations.

    Args:
        fixed: A number to keep to (`steps_per_execution`), or None to follow
            the measured time of a step.
        clock: Returns the time in seconds.
        strategy: Workers of one strategy take runs of one length, or they'd
            wait for each other in different steps. Default None: one worker.
        pace: How long runs last that aren't fixed.
    """

    def __init__(
        self,
        fixed: int | None,
        clock: Callable[[], float] = time.perf_counter,
        strategy: tf.distribute.Strategy | None = None,
        pace: Pace = _PACE,
    ) -> None:
        self._fixed = fixed
        self._pace = pace
        self._clock = clock
        self._strategy = strategy
        self._count = pace.least
        self._is_traced = False
        self._started = 0.0

    def next(self, remaining: int | None, is_last: bool = False) -> int:
        """Returns how many steps to take now, and starts the clock.

        Args:
            remaining: Batches left in the epoch, None when unknown.
            is_last: Whether it's known that training stops after this run,
                which is one step then, unless its length is fixed. Default
                False.
        """
        self._started = self._clock()
        count = self._fixed
        if count is None:
            own = 1 if is_last else self._count
            count = workers.agreed(self._strategy, own)
        return count if remaining is None else min(count, remaining)

    def done(self, taken: int) -> None:
        """Stops the clock after a run of `taken` steps."""
        seconds = self._clock() - self._started
        is_traced, self._is_traced = self._is_traced, True
        if not is_traced or taken == 0:
            return
        if taken < self._count and seconds < self._pace.seconds:
            return  # The epoch's end cut it short: a few steps tell little.
        fitting = int(self._pace.seconds * taken / max(seconds, 1e-9))
        self._count = max(self._pace.least, min(fitting, 2 * self._count))


def is_single(model, is_watched: bool) -> bool:
    """Tells whether each of a model's runs is one step.

    Args:
        model: The model.
        is_watched: Whether somebody looks at each batch.
    """
    if model.steps_per_execution is not None:
        return model.steps_per_execution == 1
    return model.run_eagerly or is_watched


def of_model(model, runner, is_watched: bool) -> RunLength:
    """Returns how many steps a model's runs take.

    Args:
        model: The model.
        runner: Who takes them.
        is_watched: Whether somebody looks at each batch.
    """
    if runner.pace is not None:
        return RunLength(None, pace=runner.pace)
    if not runner.takes_many or is_single(model, is_watched):
        return RunLength(fixed=1)
    return RunLength(
        model.steps_per_execution, strategy=model.distribute_strategy
    )
