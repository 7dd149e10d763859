"""When metrics see a batch: not while training, or at each k-th step."""

import contextlib
import threading
from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from keras import metrics as metrics_module


class _Here(threading.local):
    """What this thread, a replica's perhaps, is taking or tracing."""

    trains = False


_here = _Here()


@contextlib.contextmanager
def of(step: str) -> Iterator[None]:
    """Marks the body as part of a step, or of what is told of it.

    Args:
        step: 'train_step', 'test_step' or 'predict_step'.
    """
    outer, _here.trains = _here.trains, step == "train_step"
    try:
        yield
    finally:
        _here.trains = outer


def is_training() -> bool:
    """Tells whether a training step is taken, traced or told of here."""
    return _here.trains


class MetricTurns:
    """Whose turn it is: metrics', in each k-th step of an epoch's training.

    Args:
        every: How many steps there are to a turn, the first has one.
    Attributes:
        counters: What else is reset with the metrics: the number of steps.
    Raises:
        ValueError: If it's no number of steps.
    """

    def __init__(self, every: int) -> None:
        if not isinstance(every, (int, np.integer)) or every < 1:
            raise ValueError(
                "metrics_every: metrics see a batch each so many steps. "
                f"Expected an int of 1 or more. Received: {every!r}."
            )
        self._every = int(every)
        self.counters = []
        if self._every > 1:
            self.counters = [metrics_module.Sum("steps", "float64")]

    def take(self, update: Callable[[], None]) -> None:
        """Runs `update` if it's due; it always is outside of training."""
        if not (self.counters and is_training()):
            update()
            return
        counter = self.counters[0]
        past = tf.cast(tf.convert_to_tensor(counter.total), tf.int64)
        counter.update_state(1)
        tf.cond(past % self._every == 0, _quiet(update), _quiet(lambda: None))


def _quiet(function: Callable[[], None]) -> Callable[[], tf.Tensor]:
    """Returns a function whose value a branch of `tf.cond` may have."""

    def run() -> tf.Tensor:
        function()
        return tf.constant(0)

    return run
