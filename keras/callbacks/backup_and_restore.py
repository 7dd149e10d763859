"""Lets training that was cut off go on where it was."""

import os
from typing import Any

from keras.callbacks import (
    backup_file,
    backup_metrics,
    backup_rates,
    batch_count,
    callback,
    display,
    monitor,
    termination,
)
from keras.distribute import workers
from keras.saving.values import optimizer_state, variable_paths

Logs = callback.Logs


class BackupAndRestore(callback.Callback):
    """Lets training that was cut off go on where it was.

    It saves the model, the optimizer and the place in training while `fit`
    runs. When the program is started again and calls the same `fit`, training
    goes on from there: same weights, optimizer, learning rate, history, what
    other callbacks know (as `best` and `wait`), epoch and, where `save_freq` is
    a number, batch and metrics so far. The backup is deleted when `fit` ends.

    A model whose trainable variables became NaN or infinite isn't saved, and a
    line says so. Where training is stopped with a loss that is one of these, as
    `TerminateOnNaN` does, it was broken off, and the backup stays.

    The data goes on, too. The orders that `fit` draws, of arrays and of the
    batches of a `Sequence`, are those that training would have come to, on any
    devices; those of a `tf.data` pipeline are where the program sets its seeds.
    Of an epoch that goes on, and of data that has no end, the batches that came
    before are made and dropped; with another `batch_size`, arrays go on at the
    same row, and a warning tells where rows may be others. So training ends
    with the bits that it'd have ended with, where the machine computes them
    the same.

    Not kept: the numbers that TensorFlow's global generator draws (`tf.random`
    in a layer of your own; take `keras.random` with a `SeedGenerator`) and a
    generator that only the data has (a layer in `Dataset.map`), the states of
    recurrent layers with `stateful=True`, and what a callback set beside the
    learning rate, such as `trainable` or an optimizer's momentum, where a
    warning tells of the difference.

    Workers of one strategy share the folder: the first one writes.

    Args:
        backup_dir: Folder for the backup, of this one model and `fit` alone.
        save_freq: 'epoch' (default), or a number of batches. A number makes
            training come back after each batch. False saves only before a
            preemption.
        delete_checkpoint: True (default) deletes the backup when `fit` ends.
        save_before_preemption: True saves when the process gets SIGTERM, after
            the batch that runs, of validation too, and then lets it end. It
            makes both come back after each batch. Default False.
        double_checkpoint: True keeps the backup before the newest one too, and
            goes back to it, with a warning, if the newest is damaged. Default
            False.

    Raises:
        ValueError: If `backup_dir` is empty or `save_freq` isn't known.
        OSError: When `fit` begins, if the folder can't be made.
        ModelFileError: When `fit` begins, if there is a backup that is damaged
            or of another model: training never starts anew in silence.
        RuntimeError: When `fit` begins, if there is a backup and the model has
            no variables yet.

    Example:
        >>> import tempfile
        >>> folder = tempfile.mkdtemp() + "/backup"
        >>> model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
        >>> model.compile("sgd", "mse")
        >>> safe = keras.callbacks.BackupAndRestore(folder)
        >>> history = model.fit(np.ones((4, 3)), np.ones((4, 1)), epochs=2,
        ...                     verbose=0, callbacks=[safe])
    """

    comes_last = True

    def __init__(
        self,
        backup_dir: str | os.PathLike,
        save_freq: str | int | bool = "epoch",
        delete_checkpoint: bool = True,
        save_before_preemption: bool = False,
        double_checkpoint: bool = False,
    ) -> None:
        super().__init__()
        self.backup_dir = _checked_folder(backup_dir)
        self.save_freq = _checked_frequency(save_freq, save_before_preemption)
        self.delete_checkpoint = delete_checkpoint
        self.save_before_preemption = save_before_preemption
        self.double_checkpoint = double_checkpoint
        self._files = backup_file.BackupFolder(
            self.backup_dir, kept=2 if double_checkpoint else 1
        )
        self._termination = termination.TerminationWatch()
        self._restored: backup_file.Place | None = None
        self._rates: dict[str, Any] = {}
        self._training: Any = None
        self._epoch = self._first_batch = 0
        self._counted = batch_count.BatchCount()
        self._batches_since_save = 0
        self._is_broken = self._has_told = False
        self._infinite: set[int] | None = None
        self._seen: list | None = None

    def needs_batches(self, mode: str) -> bool:
        """Batches are looked at for a number, and before a preemption."""
        counts = mode == "train" and isinstance(self.save_freq, int)
        if self.save_before_preemption or counts:
            return super().needs_batches(mode)
        return callback.overrides_batches(self, mode, BackupAndRestore)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Makes the folder, and begins to watch for a preemption."""
        self._files.make()
        self._restored = None
        self._batches_since_save = self._first_batch = 0
        self._is_broken = self._has_told = False
        self._infinite = None
        if self.save_before_preemption:
            self._termination.start()

    def watch_training(self, training: Any) -> None:
        """Takes what a backup keeps of `fit` and its callbacks."""
        self._training = training

    def resume_point(self, training: Any) -> tuple[int, int] | None:
        """Sets all to the newest backup, and tells its place.

        Raises:
            RuntimeError: If workers found backups, and none that all have.
        """
        strategy = self.model.distribute_strategy
        found = self._files.of_all_workers(strategy)
        if not found:
            return None
        if not self.model.built or _has_other_optimizers(self.model):
            training.make_variables()
        _require_variables(self.model)
        self._restored = self._files.restore(self.model, found)
        training.load_state_dict(self._restored.training)
        self._rates = backup_rates.of_model(self.model)
        if self._restored.batch:
            training.make_variables()  # What metrics saw is to be set.
        place = self._restored.epoch, self._restored.batch
        epoch, self._first_batch = training.place_of(place)
        return epoch, self._first_batch

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Notes the epoch; one that goes on gets its metrics and rate back.

        The others' hooks have run: a rate that follows from the one before it
        would follow twice.
        """
        self._epoch = epoch
        # No batch tells it where the epoch goes on at its end.
        self._counted.begin(self._first_batch)
        self._first_batch = 0
        if self._infinite is None:
            self._infinite = backup_file.infinite(self.model)
        place, self._restored = self._restored, None
        if place is not None and place.batch:
            backup_metrics.set_all(self.model, place.metrics)
            backup_rates.set_all(self.model, self._rates)

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Notes where batches begin: after a restart within the epoch."""
        self._counted.begin(batch)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Saves after every `save_freq` batches, and before a preemption."""
        self._batches_since_save += self._counted.end(batch)
        is_due = (
            isinstance(self.save_freq, int)
            and 0 < self.save_freq <= self._batches_since_save
        )
        if is_due or self._must_end():
            self._batches_since_save = 0
            metrics = backup_metrics.of_model(self.model)
            backup_metrics.set_all(self.model, metrics)  # Of all replicas.
            self._save(self._epoch, batch + 1, metrics)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Notes what the metrics saw of an epoch that is validated now."""
        if self.save_before_preemption and self._training is not None:
            self._seen = backup_metrics.of_model(self.model)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Saves before a preemption; the validation is made again then."""
        if self._seen is not None and self._must_end():
            self._save(self._epoch, self._counted.last + 1, self._seen)

    def on_test_end(self, logs: Logs = None) -> None:
        """Forgets what the metrics saw."""
        self._seen = None

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Saves after every epoch, and before a preemption."""
        self._is_broken = monitor.is_broken(logs)
        ends_so = workers.stop(self.model) and self._is_broken
        if self._must_end() or (self.save_freq == "epoch" and not ends_so):
            self._save(epoch + 1, 0, [])

    def on_train_end(self, logs: Logs = None) -> None:
        """Deletes the backup, unless training was broken off."""
        self._termination.stop()
        self._training = None
        strategy = self.model.distribute_strategy
        if self._is_broken and self.model.stop_training:
            if not self._files.is_empty():
                display.say(
                    "BackupAndRestore: training was stopped with a loss that "
                    "is no finite number, so the backup from before stays in "
                    f"{self.backup_dir!r}, and the next `fit` goes on from it. "
                    "Delete it to begin anew."
                )
            self._files.note_end(strategy)
        elif self.delete_checkpoint:
            self._files.delete(strategy)
        else:
            self._files.note_end(strategy)

    def on_train_abort(self, error: BaseException) -> None:
        """Keeps the backup."""
        self._termination.stop()
        self._training = self._seen = None

    def _must_end(self) -> bool:
        """Tells whether any worker is to end; where it's looked for."""
        if not self.save_before_preemption:
            return False
        strategy = self.model.distribute_strategy
        return workers.any_of(strategy, self._termination.has_come)

    def _save(self, epoch: int, batch: int, metrics: list) -> None:
        state = {} if self._training is None else self._training.state_dict()
        place = backup_file.Place(epoch, batch, metrics, state)
        if not backup_file.is_broken(self.model, self._infinite or set()):
            self._files.save(self.model, place)
        elif not self._has_told:
            self._has_told = True
            display.say(
                "BackupAndRestore: trainable variables became NaN or infinite, "
                "so the model isn't saved. A backup from before stays."
            )
        if self._termination.has_come:
            self._termination.obey()


def _has_other_optimizers(model: Any) -> bool:
    """Tells whether a step makes slots of optimizers beside the model's own.

    Which variables they are for nothing tells but that step.
    """
    own = getattr(model, optimizer_state.NAME, None)
    return any(
        optimizer_state.is_optimizer(part.obj)
        and part.obj is not own
        and not getattr(part.obj, "built", True)
        for part in variable_paths.parts(model)
    )


def _require_variables(model: Any) -> None:
    try:
        if model.variables:
            return
    except ValueError:  # The model isn't built.
        pass
    raise RuntimeError(
        "BackupAndRestore: there is a backup, and the model has no variables "
        "to take it. Expected a model that is built. Received: "
        f"{model.name!r}, built=False. Call it on a batch before `fit`."
    )


def _checked_folder(backup_dir: str | os.PathLike) -> str:
    folder = os.fspath(backup_dir)
    if folder:
        return folder
    raise ValueError(
        "BackupAndRestore: the folder has no name. Expected the path of a "
        f"folder. Received: backup_dir={backup_dir!r}."
    )


def _checked_frequency(save_freq: Any, only_preemption: bool) -> str | int:
    if save_freq == "epoch" or (not save_freq and only_preemption):
        return save_freq
    is_number = isinstance(save_freq, int) and not isinstance(save_freq, bool)
    if is_number and save_freq > 0:
        return save_freq
    raise ValueError(
        "BackupAndRestore: the frequency of saving isn't known. Expected "
        "'epoch', a positive number of batches, or False with "
        "save_before_preemption=True. Received: "
        f"save_freq={save_freq!r}."
    )
