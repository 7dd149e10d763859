"""Saves the model, or its weights, while it is trained."""

import contextlib
import os
import string
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras.backend import user_code
from keras.callbacks import (
    batch_count,
    best_of_file,
    callback,
    display,
    optimizer_values,
)
from keras.callbacks import monitor as monitors
from keras.saving.files import write_error
from keras.saving.formats import table

Logs = callback.Logs


class ModelCheckpoint(callback.Callback):
    """Saves the model, or its weights, while it is trained.

    Args:
        filepath: Where to, as text or `os.PathLike`; the ending tells the
            format (`.keras`, `.weights.h5`). May hold `{epoch:02d}` (from 1),
            `{batch}` (from 1, where `save_freq` is a number) and any name in
            the logs, such as `{val_loss:.2f}`: then it's saved after the
            epochs that are validated. Missing directories are made.
        monitor: Name in the logs for `save_best_only`. Default 'val_loss'.
        verbose: 1 tells of each file. Default 0.
        save_best_only: True saves only where `monitor` is better than ever in
            this object's life, over several `fit`. A `.keras`, `.h5` or
            `.weights.h5` file has the value in it: training that another
            process began, and that goes on (from a later epoch, or with an
            optimizer that took steps), only replaces it by a better one.
            Default False.
        save_weights_only: True calls `save_weights`, False (default) `save`.
        mode: 'min' (lower is better), 'max', or 'auto', which takes names with
            'acc' in them, and F-measures, for 'max'. Default 'auto'.
        save_freq: 'epoch' (default), or a number of batches, counted through
            the epochs. A number makes training come back after each batch.
        options: Handed to the model: `tf.saved_model.SaveOptions`, or
            `tf.train.CheckpointOptions` where only weights are saved. Default
            None.
        initial_value_threshold: What the first value has to be better than;
            after a restart, the best one so far. Default None: nothing.
        **kwargs: `period`, epochs between two files, for older code.

    Raises:
        ValueError: If `mode` or `save_freq` isn't known; when training begins,
            if `filepath` is of no format that can be written; when saving, if
            `filepath` or `monitor` has a name that the logs have not.
        TypeError: If an argument isn't known, or `options` is of another type.
        OSError: When saving, if the file can't be written.

    Example:
        >>> keras.callbacks.ModelCheckpoint(
        ...     "best.keras", monitor="val_accuracy", save_best_only=True).best
        -inf
    """

    def __init__(
        self,
        filepath: str | os.PathLike,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        options: Any = None,
        initial_value_threshold: float | None = None,
        **kwargs: int,
    ) -> None:
        super().__init__()
        self.filepath = os.fspath(filepath)
        self.monitor = monitor
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = _checked_frequency(save_freq)
        self.options = _checked_options(options, save_weights_only)
        self.period = _only_period(kwargs)
        rises = monitors.rises_by_part(monitor)
        self.monitor_op = monitors.better(
            "ModelCheckpoint", mode, monitor, rises, warn=save_best_only
        )
        self.best = initial_value_threshold
        if self.best is None:
            self.best = monitors.worst(self.monitor_op)
        self.epochs_since_last_save = 0
        self._batches_since_last_save = 0
        self._counted = batch_count.BatchCount()
        self._current_epoch = 0
        self._is_first_epoch = False
        self._reader = monitors.Reader("ModelCheckpoint", monitor)

    def needs_batches(self, mode: str) -> bool:
        """Batches are looked at only where `save_freq` is a number."""
        if self.save_freq == "epoch":
            return callback.overrides_batches(self, mode, ModelCheckpoint)
        return super().needs_batches(mode)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Refuses a path of no format, before there is work to be lost."""
        formats = table.VALUES if self.save_weights_only else table.MODELS
        self._is_first_epoch = True
        # A class of the user's own may write what it likes.
        if not user_code.is_users(self._method_of(self.model)):
            table.to_write("ModelCheckpoint", formats, self.filepath, None)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Notes the epoch, for the names of files."""
        self._current_epoch = epoch
        self._counted.begin(0)
        is_first, self._is_first_epoch = self._is_first_epoch, False
        if is_first and self.save_best_only and self._goes_on(epoch):
            self._follow_file()

    def _goes_on(self, epoch: int) -> bool:
        """Tells whether training was begun before, of which nothing is known.

        Trained anew, a model replaces what was saved of another one.
        """
        optimizer = getattr(self.model, "optimizer", None)
        has_steps = getattr(optimizer, "iterations", None) is not None
        return epoch > 0 or (
            has_steps and optimizer_values.iterations(optimizer) > 0
        )

    def _follow_file(self) -> None:
        """Takes the best value from the file that is there."""
        strategy = getattr(self.model, "distribute_strategy", None)
        found = best_of_file.of_earlier_process(
            self.filepath, self.monitor, strategy
        )
        # What a backup knows may be older than the file.
        if found is not None and self.monitor_op(found, self.best):
            self.best = found
            display.say(
                f"ModelCheckpoint: {self.filepath} was saved before with "
                f"{self.monitor}={found:.5f}, and stays till that is better. "
                "Delete it to begin anew."
            )

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Notes where batches begin: after a restart within the epoch."""
        self._counted.begin(batch)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Saves after every `save_freq` batches."""
        if self._should_save_on_batch(batch):
            self._save_model(self._current_epoch, batch, logs)

    # Other libraries override these, by the names that they have here.

    def _should_save_on_batch(self, batch: int) -> bool:
        if self.save_freq == "epoch":
            return False
        self._batches_since_last_save += self._counted.end(batch)
        if self._batches_since_last_save < self.save_freq:
            return False
        self._batches_since_last_save = 0
        return True

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Saves after every epoch, or every `period` of them."""
        self.epochs_since_last_save += 1
        due = self.epochs_since_last_save >= self.period
        if self.save_freq == "epoch" and due and not self._lacks(logs or {}):
            self.epochs_since_last_save = 0
            self._save_model(epoch, None, logs)

    def state_dict(self) -> dict[str, Any]:
        """Returns the best value, and how long ago the last file was."""
        return {
            "best": self.best,
            "epochs_since_last_save": self.epochs_since_last_save,
            "batches_since_last_save": self._batches_since_last_save,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes what `state_dict` gave."""
        self.best = state["best"]
        self.epochs_since_last_save = state["epochs_since_last_save"]
        self._batches_since_last_save = state["batches_since_last_save"]

    def _save_model(self, epoch: int, batch: int | None, logs: Logs) -> None:
        path, before = self._get_file_path(epoch, batch, logs or {}), self.best
        if self.save_best_only and not self._is_best(epoch, batch, logs):
            return
        if self.verbose:
            display.say(f"Epoch {epoch + 1}: saving to {path}")
        if directory := os.path.dirname(path):
            _make(directory)
        options = {} if self.options is None else {"options": self.options}
        save = self._method_of(self.model)
        with contextlib.ExitStack() as stack:
            if self.save_best_only:
                told = best_of_file.told(self.monitor, self.best)
                stack.enter_context(told)
            try:
                save(path, overwrite=True, **options)
            except BaseException:
                self.best = before
                raise
        self._maybe_remove_file()

    def _maybe_remove_file(self) -> None:
        """Does nothing: workers that don't write have no file to remove."""

    def _method_of(self, model: Any) -> Callable:
        return model.save_weights if self.save_weights_only else model.save

    def _is_best(self, epoch: int, batch: int | None, logs: Logs) -> bool:
        if batch is None:
            current = self._reader.read(logs, self.params)
        else:
            current = self._reader.read_in_epoch(logs)
        if current is None:
            return False
        is_best = bool(self.monitor_op(current, self.best))
        if self.verbose:
            word = "is" if is_best else "isn't"
            display.say(
                f"Epoch {epoch + 1}: {self.monitor} {current:.5f} {word} "
                f"better than {self.best:.5f}"
            )
        if is_best:
            self.best = current
        return is_best

    def _lacks(self, logs: dict) -> bool:
        """Tells whether the path has a value of a validation to come."""
        fields = string.Formatter().parse(self.filepath)
        names = {str(name).partition("[")[0] for _, name, _, _ in fields}
        return any(monitors.may_come(name, logs, self.params) for name in names)

    def _get_file_path(self, epoch: int, batch: int | None, logs: dict) -> str:
        numbers = {"epoch": epoch + 1}
        if batch is not None:
            numbers["batch"] = batch + 1
        known = monitors.with_older_names(logs, self.filepath)
        try:
            return self.filepath.format(**{**known, **numbers})
        except (KeyError, IndexError) as error:
            names = ", ".join([*numbers, *logs])
            raise ValueError(
                "ModelCheckpoint: a name in the path has no value. Expected "
                f"one of: {names}. Received: {error} in "
                f"filepath={self.filepath!r}. Correct the name, or double the "
                "braces that the path is to keep."
            ) from error


def _checked_frequency(save_freq: Any) -> str | int:
    is_number = isinstance(save_freq, int) and not isinstance(save_freq, bool)
    if save_freq == "epoch" or (is_number and save_freq > 0):
        return save_freq
    raise ValueError(
        "ModelCheckpoint: the frequency of saving isn't known. Expected "
        "'epoch' or a positive number of batches. Received: "
        f"save_freq={save_freq!r}."
    )


def _checked_options(options: Any, save_weights_only: bool) -> Any:
    kind, name = tf.saved_model.SaveOptions, "tf.saved_model.SaveOptions"
    if save_weights_only:
        kind, name = tf.train.CheckpointOptions, "tf.train.CheckpointOptions"
    if options is None or isinstance(options, kind):
        return options
    raise TypeError(
        f"ModelCheckpoint: the options are of another type. Expected {name} "
        f"for save_weights_only={save_weights_only}. Received: "
        f"options={options!r}."
    )


def _make(directory: str) -> None:
    try:
        tf.io.gfile.makedirs(directory)
    except tf.errors.OpError as error:
        raise write_error.of(
            directory,
            f"ModelCheckpoint: the directory can't be made ({error.message}). "
            "Expected a path whose parts are directories that may be written. "
            "Received",
            error,
        ) from error


def _only_period(kwargs: dict[str, int]) -> int:
    unknown = sorted(set(kwargs) - {"period"})
    if unknown:
        raise TypeError(
            "ModelCheckpoint: an argument isn't known. Expected those of its "
            f"documentation. Received: {', '.join(unknown)}. Remove it."
        )
    return kwargs.get("period", 1)
