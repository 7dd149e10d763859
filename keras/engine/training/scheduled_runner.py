"""Runs of steps that a coordinator hands to its workers.

A run ends when all of its steps are done, whoever took them: logs, callbacks
and what they save are of that moment. Within a run workers don't wait for each
other: each takes the next step with the variables as they are by then.
"""

import contextlib
from collections.abc import Callable, Iterator

import tensorflow as tf

from keras.distribute import coordinators
from keras.engine.training import (
    by_rank,
    run_errors,
    run_length,
    step_runner,
)

# At a run's end workers wait for the slowest step: an eighth of the time, at
# most, where all steps last as long.
_CALLS_A_WORKER = 8
_SECONDS = 0.5


class ScheduledRunner:
    """Runs of one kind of step on the workers of a parameter server.

    Args:
        strategy: The strategy.
        step: `step(batch) -> logs`, a dict of scalars.
        final_logs: Makes the logs at a run's end, of variables. None takes
            those of a step.
        steps_a_call: Steps that a worker takes of its own data for a call.
    """

    takes_many = True

    def __init__(
        self,
        strategy: tf.distribute.Strategy,
        step: Callable,
        final_logs: Callable | None,
        steps_a_call: int = 1,
    ) -> None:
        self._strategy = strategy
        self._final_logs = final_logs
        self._steps_a_call = steps_a_call
        self._step = by_rank.ByRank(step, relaxes=True)
        self._functions: dict[tuple, Callable] = {}
        least = coordinators.num_workers() * _CALLS_A_WORKER
        self.pace = run_length.Pace(_SECONDS, least * steps_a_call)

    def readable(self, batches):
        """Returns batches that workers read, where they can."""
        return batches.on_workers(self._strategy)

    def prepare(self, batches) -> None:
        """Traces a step, which creates the variables that it makes."""
        self._step.get_concrete_function(batches.element_spec)

    def run(self, batches, cursor, first: int, count: int):
        """Takes up to `count` batches; see `step_runner.Runner.run`."""
        with run_errors.told(), _told_of_no_batch():
            if batches.are_on_workers:
                calls = self._calls_of_many(cursor, count)
                done = coordinators.called(
                    self._strategy, self._many_of(batches), calls
                )
                taken = count
            else:
                calls = self._calls_of_one(batches, cursor, first, count)
                step = self._step.of(batches.element_spec)
                done = coordinators.called(self._strategy, step, calls)
                taken = len(done)
            return taken, (self._logs(done) if taken else None)

    def _calls_of_many(self, cursor, count: int) -> Iterator[tuple]:
        """Yields the arguments of calls of `GraphLoop.run`."""
        for start in range(0, count, self._steps_a_call):
            steps = min(self._steps_a_call, count - start)
            yield cursor, tf.constant(0), tf.constant(steps)

    def _calls_of_one(
        self, batches, cursor, first: int, count: int
    ) -> Iterator[tuple]:
        """Yields batches that are read here, each for a call."""
        for index in range(first, first + count):
            batch = batches.fetch_optional(cursor, tf.constant(index))
            if not batch.has_value():
                return
            yield (batch.get_value(),)

    def _many_of(self, batches) -> Callable:
        """Returns the graph in which a worker takes steps of its own data."""
        key = type(batches), by_rank.ranks(batches.element_spec)
        if key not in self._functions:
            no_logs = dict if self._final_logs else None
            loop = step_runner.GraphLoop(batches, self._step, no_logs)
            run = loop.run_one if self._steps_a_call == 1 else loop.run
            self._functions[key] = tf.function(
                run, reduce_retracing=True, autograph=False
            )
        return self._functions[key]

    def _logs(self, done: list) -> dict:
        if self._final_logs is not None:
            return self._final_logs()
        logs = coordinators.of(self._strategy).fetch(done[-1])
        return logs[1] if isinstance(logs, tuple) else logs


@contextlib.contextmanager
def _told_of_no_batch() -> Iterator[None]:
    """Says it where a worker's data, which is read again, has no batch."""
    try:
        yield
    except tf.errors.OutOfRangeError as error:
        raise ValueError(
            "Reading data on a worker: it gave no batch. Expected at least 1 "
            "batch on each. Received: batches=0. Check that the function of "
            "the DatasetCreator, or the data set, has rows on every worker."
        ) from error
