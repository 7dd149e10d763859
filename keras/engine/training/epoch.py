"""One pass over batches, in runs of steps, and its logs."""

from keras.engine.training import run_length, step_functions


class Epoch:
    """One pass over batches, run by run.

    Args:
        runner: Takes runs of steps (`loop.Runner`).
        batches: The data.
        callbacks: Whom to tell.
        mode: 'train' or 'test', the kind of batch hooks.
        length: How many steps a run takes.
    """

    def __init__(self, runner, batches, callbacks, mode: str, length) -> None:
        self._runner = runner
        self._batches = batches
        self._callbacks = callbacks
        self._length = length
        self._left = None
        self._begin = self._end = None
        if callbacks.needs_batches(mode):
            self._begin = getattr(callbacks, f"on_{mode}_batch_begin")
            self._end = getattr(callbacks, f"on_{mode}_batch_end")

    def limit(self, passes: int) -> None:
        """Ends arrays after so many passes over their rows, as in Keras 2.

        That stops epochs of more steps than a pass has.
        """
        if self._batches.batches_a_pass is not None:
            self._left = passes * self._batches.batches_a_pass

    def make_variables(self) -> None:
        """Creates the variables that a step of a user's own makes."""
        self._runner.prepare(self._batches)

    def run(self, should_stop, first: int = 0) -> tuple[dict | None, bool]:
        """Takes the epoch's batches.

        Args:
            should_stop: Asked after each run.
            first: Number of the first batch to take; those before are dropped.
        Returns:
            The last logs, None where there was no batch, and whether there
            were as many batches as asked for.
        """
        with self._batches.original_errors():
            cursor = self._batches.epoch()
            self._batches.drop(cursor, first)
            total = self._batches.num_batches
            if self._left is not None:
                total = min(total, self._left)
            taken, logs = self._take(cursor, first, total, should_stop)
        if self._left is not None:
            self._left -= taken - first
        stopped = should_stop()
        complete = stopped or self._batches.check_epoch(taken)
        self._batches.on_epoch_end()
        return logs, complete

    def _take(self, cursor, first: int, total: int | None, should_stop):
        done, logs = first, None
        while total is None or done < total:
            remaining = None if total is None else total - done
            # Stopped before its first batch, an epoch takes that one.
            count = self._length.next(1 if should_stop() else remaining)
            if self._begin is not None:
                self._begin(done)
            taken, found = self._runner.run(self._batches, cursor, done, count)
            self._length.done(taken)
            if taken:
                logs, done = found, done + taken
                self._callbacks.on_steps(done, logs, total)
                if self._end is not None:
                    self._end(done - 1, logs)
            if taken < count or should_stop():
                break
        return done, logs


def of_model(model, batches, callbacks, mode: str) -> Epoch:
    """Returns an epoch of the model's steps; see `Epoch`."""
    runner = model._compile_state.runner(mode)
    if runner.takes_iterators:
        batches = batches.distributed(model.distribute_strategy)
        length = run_length.RunLength(fixed=1, single=True)
    else:
        length = run_length_for(model, callbacks, mode)
    return Epoch(runner, batches, callbacks, mode, length)


def run_length_for(model, callbacks, mode: str) -> run_length.RunLength:
    """Returns how many steps a run takes: one, where somebody watches."""
    single = model.run_eagerly or callbacks.needs_batches(mode)
    return run_length.RunLength(model.steps_per_execution, single)


def logs_of(model, mode: str, logs: dict | None) -> dict:
    """Returns the logs of an epoch, given those of its last step.

    A user's step may return a batch's values under the metrics' names: the
    metrics know them for the epoch, as in Keras 2. They also know it where
    training goes on after an epoch's last batch, so that there is no step.
    """
    if logs is None:
        return model.get_metrics_result()
    of_user = step_functions.final_logs(model, f"{mode}_step") is None
    if of_user and logs and set(logs) == set(model.metrics_names):
        return model.get_metrics_result()
    return dict(logs)
