"""One pass over batches, in runs of steps, and its logs."""

from keras.backend import run_limits
from keras.distribute import workers
from keras.engine.training import (
    epoch_place,
    first_build,
    run_length,
    step_functions,
)
from keras.engine.training import logs as logs_module


class Epoch:
    """One pass over batches, run by run, as often as it is run.

    What `compile` said last is in force from the next run of steps.

    Args:
        model: A compiled model, whose variables are made.
        batches: The data.
        callbacks: Whom to tell.
        mode: 'train' or 'test', the kind of steps and of batch hooks.

    Attributes:
        logs: Those of the last run of steps; None before the first.
    """

    def __init__(self, model, batches, callbacks, mode: str) -> None:
        self._model = model
        self._callbacks = callbacks
        self._mode = mode
        self._given = batches
        self._left = None
        self.logs: dict | None = None
        self._begin = self._end = None
        if callbacks.needs_batches(mode):
            self._begin = getattr(callbacks, f"on_{mode}_batch_begin")
            self._end = getattr(callbacks, f"on_{mode}_batch_end")
        self._follow_compile()
        self._reader = self._runner
        self._batches = self._runner.readable(batches)

    def _follow_compile(self) -> None:
        self._compiled = self._model._keras_state.compile_state
        is_watched = workers.any_of(
            self._model.distribute_strategy, self._end is not None
        )
        self._runner = self._compiled.steps.epoch_runner(
            self._mode, run_length.is_single(self._model, is_watched)
        )
        self._length = run_length.of_model(
            self._model, self._runner, is_watched
        )
        step = f"{self._mode}_step"
        is_users = (
            not self._runner.takes_many
            or step_functions.final_logs(self._model, step) is None
        )
        several = workers.are_several(self._model.distribute_strategy)
        # Whether workers may log different numbers.
        self._differ = several and is_users

    def _runner_in_force(self):
        """Returns what takes the next run.

        A callback may have compiled, or changed the optimizer's settings.
        """
        if (
            self._compiled is not self._model._keras_state.compile_state
            or self._compiled.steps.follow_optimizers()
        ):
            first_build.prepare(self._model, self._given, self._mode)
            self._follow_compile()
        return self._runner

    def limit(self, passes: int) -> None:
        """Ends arrays after so many passes over their rows, as in Keras 2.

        That stops epochs of more steps than a pass has.
        """
        if self._batches.batches_a_pass is not None:
            self._left = passes * self._batches.batches_a_pass

    @property
    def seed(self) -> int | None:
        """Of the orders of the data; None where none is drawn for it."""
        return self._given.seed

    @property
    def counted(self) -> epoch_place.Counted:
        """How an epoch is counted."""
        return epoch_place.of(self._given)

    def reseed(self, seed: int) -> None:
        """Begins the data anew, with the orders of another seed."""
        self._given.reseed(seed)
        self._batches = self._reader.readable(self._given)

    def skip(self, count: int) -> None:
        """Passes over so many epochs, which were trained before."""
        self._batches.skip_epochs(max(count, 0))
        if self._left is not None:
            self._left -= max(count, 0) * self._batches.num_batches

    def make_variables(self) -> None:
        """Creates the variables that a step of a user's own makes."""
        self._runner.prepare(self._batches)

    def run(self, should_stop, first: int = 0) -> tuple[dict | None, bool]:
        """Takes the epoch's batches.

        Args:
            should_stop: Asked before the first run and after each; workers
                ask together.
            first: Number of the first batch to take; those before are dropped.
        Returns:
            The last logs, None where there was no batch, and whether there
            were as many batches as asked for.
        """
        runner = self._runner_in_force()
        if self._mode == "test":
            self._compiled.steps.level_averages()
        if runner is not self._reader:
            self._reader, self._batches = runner, runner.readable(self._given)
        with self._batches.original_errors():
            cursor = self._batches.epoch()
            self._batches.drop(cursor, first)
            total = run_limits.steps(self._batches.num_batches)
            if self._left is not None:
                total = min(total, self._left)
            taken, logs, stops = self._take(cursor, first, total, should_stop)
        if self._left is not None:
            self._left -= taken
        stopped = stops or run_limits.is_last(taken)
        complete = stopped or self._batches.check_epoch(taken)
        self._batches.on_epoch_end()
        return logs, complete

    def _take(self, cursor, first: int, total: int | None, should_stop):
        done, logs = first, None
        stops = should_stop()
        if stops and first:  # As it was when training was cut off.
            return done, None, True
        while total is None or done < total:
            remaining = None if total is None else total - done
            if self._begin is not None:
                self._begin(done)
            runner = self._runner_in_force()
            # Stopped before its first batch, an epoch takes that run.
            count = self._length.next(remaining, is_last=stops)
            taken, found = runner.run(self._batches, cursor, done, count)
            self._length.done(taken)
            if taken:
                logs, done = self._agreed(found), done + taken
                self.logs = logs
                self._callbacks.on_steps(done, logs, total)
                if self._end is not None:
                    self._end(done - 1, logs)
            stops = should_stop()
            if taken < count or stops:
                break
        return done, logs, stops

    def _agreed(self, logs: dict) -> dict:
        """Returns logs of which all workers know the same.

        Those of a user's step may be of a worker's own rows: the chief's are
        taken then, so that callbacks decide alike.
        """
        strategy = self._model.distribute_strategy
        return logs_module.of_chief(strategy, logs) if self._differ else logs
