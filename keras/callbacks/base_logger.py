"""Means of the batches' values, for code that brings its own loop."""

from collections.abc import Iterable

from keras.callbacks import callback

Logs = callback.Logs


class BaseLogger(callback.Callback):
    """Puts the means of the batches' values into the logs of an epoch.

    mean = sum(value * size * num_steps) / sum(size * num_steps)

    `fit` needs none: its logs are means already. It is for loops that call
    callbacks themselves, with `size` (rows of the batch) and, where a call
    stands for several steps, `num_steps` in the logs of batches, and the names
    as `params["metrics"]`. Batches without a size leave the logs as they are.

    Args:
        stateful_metrics: Names whose last value is taken in place of the mean.
            Default None.

    Example:
        >>> logger = keras.callbacks.BaseLogger()
        >>> logger.set_params({"metrics": ["loss"]})
        >>> logger.on_epoch_begin(0)
        >>> logger.on_batch_end(0, {"loss": 1.0, "size": 2})
        >>> logger.on_batch_end(1, {"loss": 4.0, "size": 1})
        >>> logs = {}
        >>> logger.on_epoch_end(0, logs)
        >>> logs
        {'loss': 2.0}
    """

    def __init__(self, stateful_metrics: Iterable[str] | None = None) -> None:
        super().__init__()
        self.stateful_metrics = set(stateful_metrics or ())
        self.seen = 0
        self.totals: dict[str, float] = {}

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Forgets the epoch before."""
        self.seen = 0
        self.totals = {}

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Adds a batch's values."""
        logs = logs or {}
        rows = logs.get("size", 0) * logs.get("num_steps", 1)
        self.seen += rows
        for name, value in logs.items():
            if name in self.stateful_metrics:
                self.totals[name] = value
            else:
                self.totals[name] = self.totals.get(name, 0) + value * rows

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Puts the means into the logs."""
        if logs is None:
            return
        for name in (self.params or {}).get("metrics", ()):
            if name not in self.totals:
                continue
            if name in self.stateful_metrics:
                logs[name] = self.totals[name]
            elif self.seen:
                logs[name] = self.totals[name] / self.seen
