"""Lowers the learning rate when a watched value stops getting better."""

import warnings
from typing import Any

import numpy as np
import tensorflow as tf

from keras.callbacks import callback, display, lazy_logs, optimizer_values
from keras.callbacks import monitor as monitors

Logs = callback.Logs


class ReduceLROnPlateau(callback.Callback):
    """Lowers the learning rate when a watched value stops getting better.

    learning_rate <- max(learning_rate * factor, min_lr)

    An optimizer that follows a schedule goes on to follow it, multiplied by
    `factor` at each reduction. The logs of an epoch get the rate as `lr`.

    Args:
        monitor: Name in the logs. Default 'val_loss'.
        factor: What the rate is multiplied by, below 1. Default 0.1.
        patience: Epochs without a better value that are waited for. Default 10.
        verbose: 1 tells of each reduction. Default 0.
        mode: 'min' (lower is better), 'max', or 'auto', which takes names with
            'acc' in them for 'max'. Default 'auto'.
        min_delta: Smallest change that counts as better, in the value's unit.
            Default 0.0001.
        cooldown: Epochs after a reduction in which none is counted as waited
            for. Default 0.
        min_lr: No reduction goes below it. Default 0.
        **kwargs: `epsilon`, the older name of `min_delta`.

    Raises:
        ValueError: If `factor` is 1 or more, or `mode` isn't known; after the
            first epoch, if the logs have no value of the name.
        TypeError: If an argument isn't known.

    Example:
        >>> reduce = keras.callbacks.ReduceLROnPlateau("val_loss", factor=0.2)
        >>> # model.fit(x, y, validation_split=0.1, callbacks=[reduce])
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 0.0001,
        cooldown: int = 0,
        min_lr: float = 0,
        **kwargs: float,
    ) -> None:
        super().__init__()
        if factor >= 1.0:
            raise ValueError(
                "ReduceLROnPlateau: the factor doesn't lower the learning "
                f"rate. Expected a number below 1. Received: factor={factor}."
            )
        self.monitor = monitor
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.mode = mode
        self.min_delta = _min_delta(min_delta, kwargs)
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.monitor_op = monitors.better(
            "ReduceLROnPlateau", mode, monitor, "acc" in monitor
        )
        self._begin()

    def _begin(self) -> None:
        self.wait = 0
        self.cooldown_counter = 0
        self.best = monitors.worst(self.monitor_op)
        self._reader = monitors.Reader("ReduceLROnPlateau", self.monitor)

    def set_model(self, model: Any) -> None:
        """Takes the model; a schedule gets a factor that can be lowered."""
        super().set_model(model)
        optimizer_values.prepare(model)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Forgets an earlier `fit`; the learning rate stays as it is."""
        self._begin()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Compares the epoch with the best; lowers the rate if due."""
        if logs is not None:
            rate = optimizer_values.logged_learning_rate(self.model.optimizer)
            logs["lr"] = rate
        current = self._reader.read(logs, self.params)
        if current is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self._is_better(current):
            self.best = current
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def in_cooldown(self) -> bool:
        """Tells whether a reduction was less than `cooldown` epochs ago."""
        return self.cooldown_counter > 0

    def state_dict(self) -> dict[str, Any]:
        """Returns the best value, the waiting, and a schedule's factor."""
        optimizer = self.model.optimizer
        plain = not optimizer_values.follows_schedule(optimizer)
        return {
            "best": self.best,
            "wait": self.wait,
            "cooldown_counter": self.cooldown_counter,
            "learning_rate_factor": None
            if plain
            else float(lazy_logs.fetched(optimizer.learning_rate_factor)),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes what `state_dict` gave."""
        self.best = state["best"]
        self.wait = state["wait"]
        self.cooldown_counter = state["cooldown_counter"]
        factor = state["learning_rate_factor"]
        if factor is not None:
            self.model.optimizer.learning_rate_factor.assign(factor)

    def _is_better(self, value: float) -> bool:
        falls = self.monitor_op is np.less
        margin = self.min_delta if falls else -self.min_delta
        return bool(self.monitor_op(value + margin, self.best))

    def _reduce(self, epoch: int) -> None:
        optimizer = self.model.optimizer
        rate = optimizer_values.learning_rate(optimizer)
        lowered = max(rate * self.factor, self.min_lr)
        # A rate that stands at `min_lr`, as it can be held, isn't lowered
        # again. A schedule's is a product, so 2 units off in its last place
        # (2.4e-7 in float32); 1e-6 leaves room.
        dtype = getattr(optimizer.learning_rate, "dtype", tf.float32)
        held = tf.cast(lowered, dtype)
        if float(held) >= rate * (1 - 1e-6):
            return
        new = optimizer_values.learning_rate_to_come(optimizer)
        # A schedule's next rate is another one than the last step's.
        new = lowered if new is None else new * (lowered / rate)
        optimizer_values.set_learning_rate(optimizer, new)
        if self.verbose:
            display.say(
                f"Epoch {epoch + 1}: the learning rate goes from {rate:g} to "
                f"{lowered:g}."
            )
        self.cooldown_counter = self.cooldown
        self.wait = 0


def _min_delta(min_delta: float, kwargs: dict[str, float]) -> float:
    unknown = sorted(set(kwargs) - {"epsilon"})
    if unknown:
        raise TypeError(
            "ReduceLROnPlateau: an argument isn't known. Expected those of its "
            f"documentation. Received: {', '.join(unknown)}. Remove it."
        )
    if "epsilon" in kwargs:
        warnings.warn(
            "ReduceLROnPlateau: `epsilon` is called `min_delta` now.",
            DeprecationWarning,
            stacklevel=3,
        )
    return kwargs.get("epsilon", min_delta)
