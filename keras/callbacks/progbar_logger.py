"""Shows how far training, evaluation or prediction is."""

import math
import time
from typing import Any

from keras.callbacks import callback, display, progress_text

Logs = callback.Logs


class ProgbarLogger(callback.Callback):
    """Shows how far training, evaluation or prediction is.

    `fit`, `evaluate` and `predict` add one as `verbose` asks. On a terminal it
    draws a bar, which shows validation too; elsewhere it writes a plain line
    an epoch, and one a minute within a longer epoch.

    It implements no batch hook. `CallbackList` tells it of each run of steps
    by `on_steps`, and it looks at the logs at most ten times a second.

    Args:
        count_mode: 'samples' (default) or 'steps', as in Keras 2. Steps are
            counted in both, since the logs don't tell a batch's size.
        stateful_metrics: For older code; nothing is averaged here. Default
            None.

    Raises:
        ValueError: If `count_mode` isn't known.

    Example:
        >>> logger = keras.callbacks.ProgbarLogger("steps")
        >>> logger.needs_batches("train")
        False
    """

    def __init__(
        self, count_mode: str = "samples", stateful_metrics: Any = None
    ) -> None:
        super().__init__()
        if count_mode not in ("samples", "steps"):
            raise ValueError(
                "ProgbarLogger: the unit of counting isn't known. Expected "
                "'samples' or 'steps'. Received: "
                f"count_mode={count_mode!r}."
            )
        self.count_mode = count_mode
        self.stateful_metrics = set(stateful_metrics or ())
        self._fitting = False
        self._total: int | None = None
        self._validation_total: int | None = None
        self._display = display.Display()
        self._rest()

    def set_params(self, params: dict[str, Any]) -> None:
        """Takes `verbose`, `epochs` and `steps`, and opens the display."""
        super().set_params(params)
        self._total = params.get("steps")
        self._display = display.open_display(params.get("verbose", 1))

    def on_steps(
        self, done: int, logs: Logs = None, total: int | None = None
    ) -> None:
        """Takes how far the run is; draws it if the last time is long ago.

        Args:
            done: Steps done since the run, or the validation, began.
            logs: Losses and metrics so far; looked at only to draw.
            total: Steps in all, if known and not in `params`.
        """
        if self._validating:
            self._validation_total = total or self._validation_total
            self._progress.validation = (done, self._validation_total)
        else:
            self._progress.done = done
            self._progress.total = total or self._total
            self._logs = logs
        now = time.perf_counter()
        if now >= self._due:
            self._due = now + self._display.seconds
            self._display.show(self._current(now))

    def close(self) -> None:
        """Leaves the cursor at the start of a line, after an error too."""
        self._display.close()
        self._fitting = False
        self._rest()

    def on_train_begin(self, logs: Logs = None) -> None:
        """Notes that the tests to come are validation."""
        self._fitting = True

    def on_train_end(self, logs: Logs = None) -> None:
        """Notes that the tests to come are their own."""
        self._fitting = False

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Begins an epoch's line."""
        epochs = (self.params or {}).get("epochs") or 1
        self._begin(f"Epoch {epoch + 1}/{epochs}")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Ends it, with the values of validation."""
        self._end(logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Begins the line of `evaluate`, or validation within an epoch's."""
        if self._fitting:
            self._validating = True
        else:
            self._begin(None)

    def on_test_end(self, logs: Logs = None) -> None:
        """Ends the line of `evaluate`; goes back from validation."""
        if self._validating:
            self._validating = False
            if self._progress.validation is not None:
                # Its length is known once it is over.
                self._validation_total = self._progress.validation[0]
            self._progress.validation = None
        else:
            self._end(logs)

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Begins the line of `predict`."""
        self._begin(None)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Ends it."""
        self._end(None)

    def _rest(self) -> None:
        self._progress = progress_text.Progress()
        self._logs: Logs = None
        self._validating = False
        self._began = 0.0
        self._due = math.inf

    def _begin(self, title: str | None) -> None:
        self._rest()
        self._began = time.perf_counter()
        self._due = self._began + self._display.delay
        self._progress.total = self._total
        self._display.begin(title)

    def _current(self, now: float) -> progress_text.Progress:
        self._progress.seconds = now - self._began
        logs = self._logs or {}
        # What `predict` hands to callbacks isn't for reading.
        self._progress.logs = {k: logs[k] for k in logs if k != "outputs"}
        return self._progress

    def _end(self, logs: Logs) -> None:
        self._logs = logs
        if self._total is None:  # An epoch's length is known once it is over.
            self._total = self._progress.done
        self._progress.total = self._progress.total or self._total
        self._display.end(self._current(time.perf_counter()))
        self._rest()
