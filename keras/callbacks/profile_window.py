"""The batches that TensorFlow's profiler watches."""

from typing import Any

import tensorflow as tf


class ProfileWindow:
    """Runs the profiler over some training batches, once.

    Args:
        batches: Number of the first and the last batch, from 1, as a pair or
            text such as '2,5'; or of the only one; 0 for none.

    Raises:
        ValueError: If these are no such numbers.
    """

    def __init__(self, batches: Any) -> None:
        self.first, self.last = _range(batches)
        self._is_running = False

    @property
    def is_wanted(self) -> bool:
        """Tells whether there is a batch to watch, now or later."""
        return self.last > 0

    def begin(self, batch: int, directory: str) -> None:
        """Starts the profiler, if the first batch to watch has come.

        Args:
            batch: Number of the batch that begins, from 1.
            directory: Where the profile goes.
        """
        due = self.is_wanted and batch >= self.first
        if due and not self._is_running:
            tf.profiler.experimental.start(directory)
            self._is_running = True

    def end(self, batch: int) -> None:
        """Stops the profiler after the last batch to watch.

        Args:
            batch: Number of the batch that has ended, from 1.
        """
        if batch >= self.last:
            self.close()

    def close(self) -> None:
        """Stops the profiler, if it runs, and writes what it saw."""
        if self._is_running:
            # Before what may fail: it isn't there to be stopped again.
            self._is_running = False
            self.first = self.last = 0
            tf.profiler.experimental.stop()


def _range(batches: Any) -> tuple[int, int]:
    given = batches
    if isinstance(batches, str):
        given = batches.split(",")
    if isinstance(given, int | str):
        given = [given]
    try:
        numbers = [int(number) for number in given]
        first, last = numbers[0], numbers[-1]
    except (TypeError, ValueError, IndexError):
        numbers, first, last = [], -1, -1
    if not 1 <= len(numbers) <= 2 or first < 0 or last < first:
        raise ValueError(
            "TensorBoard: the batches to profile aren't known. Expected a "
            "number from 0, or a pair of them in order. Received: "
            f"profile_batch={batches!r}."
        )
    return first, last
