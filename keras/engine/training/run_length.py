"""How many steps one run takes, so that it lasts tens of milliseconds."""

import time

# A call of a graph costs some 0.2 ms, a progress bar is smooth at 20 updates a
# second, and Ctrl-C is answered between runs.
_SECONDS = 0.04


class RunLength:
    """Chooses the number of steps of each run.

    Args:
        fixed: A number to keep to (`steps_per_execution`), or None to follow
            the measured time of a step.
        single: True when somebody looks at each batch.
    """

    def __init__(self, fixed: int | None, single: bool) -> None:
        self._fixed = fixed if fixed is not None else (1 if single else None)
        self._seconds_a_step = None
        self._runs = 0
        self._started = 0.0

    def next(self, remaining: int | None) -> int:
        """Returns how many steps to take now, and starts the clock.

        Args:
            remaining: Batches left in the epoch, None when unknown.
        """
        self._started = time.perf_counter()
        count = self._fixed or self._measured()
        return count if remaining is None else min(count, remaining)

    def done(self, taken: int) -> None:
        """Stops the clock after a run of `taken` steps."""
        self._runs += 1
        if self._runs == 1 or taken == 0:
            return  # The first run was traced.
        seconds = (time.perf_counter() - self._started) / taken
        self._seconds_a_step = min(seconds, self._seconds_a_step or seconds * 2)

    def _measured(self) -> int:
        if self._seconds_a_step is None:
            return 1
        return max(1, int(_SECONDS / self._seconds_a_step))
