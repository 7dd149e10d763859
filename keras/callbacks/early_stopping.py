"""Ends training when a watched value has stopped getting better."""

from typing import Any

import numpy as np

from keras.callbacks import callback, display
from keras.callbacks import monitor as monitors

Logs = callback.Logs

_STATE = (
    "wait",
    "stopped_epoch",
    "best",
    "best_epoch",
    "best_weights",
    "best_optimizer",
)


class EarlyStopping(callback.Callback):
    """Ends training when a watched value has stopped getting better.

    Stops at the first epoch after which, for `patience` epochs, no value was
    better than the best one by more than `min_delta`. Every `fit` starts
    afresh.

    Args:
        monitor: Name in the logs. Default 'val_loss'.
        min_delta: Smallest change that counts as better, in the value's unit.
            Default 0.
        patience: Epochs without a better value that are waited for. Default
            0: the first one ends training.
        verbose: 1 tells when it stops or restores. Default 0.
        mode: 'min' (lower is better), 'max', or 'auto', which takes names that
            end in 'acc', 'accuracy' or 'auc' for 'max'. Default 'auto'.
        baseline: Value that must be passed for the waiting to begin anew.
            Default None.
        restore_best_weights: True sets the weights back to those of the best
            epoch when training ends: stopped here, by another callback, by
            Ctrl-C, or with the last epoch. Default False: the last weights.
        start_from_epoch: Epochs at the start that aren't looked at, to warm
            up. Default 0.
        restore_optimizer: True sets the optimizer's variables back as well.
            Default False; goes with `restore_best_weights` only.

    Raises:
        ValueError: If `mode` isn't known, or `restore_optimizer` is True alone;
            after the first epoch, if the logs have no value of the name.

    Example:
        >>> stopping = keras.callbacks.EarlyStopping(monitor="loss", patience=3)
        >>> # model.fit(x, y, epochs=100, callbacks=[stopping])
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
        restore_optimizer: bool = False,
    ) -> None:
        super().__init__()
        if restore_optimizer and not restore_best_weights:
            raise ValueError(
                "EarlyStopping: the optimizer can't be restored alone. "
                "Expected restore_best_weights=True with it. Received: "
                "restore_optimizer=True, restore_best_weights=False. Pass both."
            )
        self.monitor = monitor
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self.restore_optimizer = restore_optimizer
        self.monitor_op = monitors.better(
            "EarlyStopping", mode, monitor, monitors.rises_by_ending(monitor)
        )
        # Signed as in Keras 2, so that one comparison serves both modes.
        falls = self.monitor_op is np.less
        self.min_delta = -abs(min_delta) if falls else abs(min_delta)
        self._begin()

    def _begin(self) -> None:
        self.wait = 0
        self.stopped_epoch = 0
        self.best = monitors.worst(self.monitor_op)
        self.best_epoch = 0
        self.best_weights: list[np.ndarray] | None = None
        self.best_optimizer: list[np.ndarray] | None = None
        self._reader = monitors.Reader("EarlyStopping", self.monitor)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Forgets an earlier `fit`."""
        self._begin()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Compares the epoch with the best; stops when patience ends."""
        current = self.get_monitor_value(logs)
        if current is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self._keep(epoch)  # Even if none is ever better.
        self.wait += 1
        if self._is_better(current, self.best):
            self.best = current
            self._keep(epoch)
            if self.baseline is None or self._is_better(current, self.baseline):
                self.wait = 0
            return
        if self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs = None) -> None:
        """Tells where it stopped, and restores the best weights."""
        if self.verbose and self.stopped_epoch > 0:
            display.say(f"Epoch {self.stopped_epoch + 1}: early stopping")
        self._restore_weights()

    def on_train_abort(self, error: BaseException) -> None:
        """Restores the best weights when the user presses Ctrl-C."""
        if isinstance(error, KeyboardInterrupt):
            self._restore_weights()

    def get_monitor_value(self, logs: Logs) -> Any:
        """Returns the watched value of an epoch; None where it has none."""
        return self._reader.read(logs, self.params)

    def state_dict(self) -> dict[str, Any]:
        """Returns the best value and weights, and how long it has waited."""
        return {name: getattr(self, name) for name in _STATE}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes what `state_dict` gave."""
        for name, value in state.items():
            setattr(self, name, value)

    def _is_better(self, value: float, reference: float) -> bool:
        return self.monitor_op(value - self.min_delta, reference)

    def _keep(self, epoch: int) -> None:
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()
        if self.restore_optimizer:
            variables = self.model.optimizer.variables
            self.best_optimizer = [each.numpy() for each in variables]

    def _restore_weights(self) -> None:
        if self.best_weights is not None:
            if self.verbose:
                epoch = self.best_epoch + 1
                display.say(
                    f"Restoring the weights of epoch {epoch}, the best."
                )
            self.model.set_weights(self.best_weights)
        if self.best_optimizer is not None:
            variables = self.model.optimizer.variables
            for each, value in zip(variables, self.best_optimizer, strict=True):
                each.assign(value)
