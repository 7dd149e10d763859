"""The value in the logs that a callback follows, and which way is better."""

import numbers
import warnings
from typing import Any

import numpy as np

MODES = ("auto", "min", "max")

# What an accuracy was called in logs before TensorFlow 2.
_OLDER = {"acc": "accuracy", "val_acc": "val_accuracy"}

# Words by which a name of ours tells that it is to fall.
_FALLING = (
    "loss",
    "error",
    "mse",
    "mae",
    "mape",
    "msle",
    "entropy",
    "divergence",
    "kld",
    "hinge",
    "logcosh",
    "log_cosh",
    "poisson",
    "perplexity",
    "cosine",
    "huber",
    "lr",
    "learning_rate",
)


def better(
    owner: str, mode: str, monitor: str, rises: bool, warn: bool = True
) -> np.ufunc:
    """Returns `np.greater` or `np.less`: is a new value better than an old?

    Args:
        owner: Class that asks, for messages.
        mode: 'min', 'max', or 'auto': 'max' where `rises`, else 'min'.
        monitor: Name of the value.
        rises: Whether the owner's rule for names takes this one to be better
            when it is higher.
        warn: Whether 'auto' warns where the name tells neither.

    Raises:
        ValueError: If `mode` is another word.
    """
    if mode not in MODES:
        raise ValueError(
            f"{owner}: the mode isn't known. Expected one of {MODES}. "
            f"Received: mode={mode!r}. Use 'max' for a value that is to rise, "
            "such as an accuracy."
        )
    if mode == "auto":
        if warn and not rises:
            _warn_of_guess(owner, monitor)
        return np.greater if rises else np.less
    return np.greater if mode == "max" else np.less


def worst(comparison: np.ufunc) -> float:
    """Returns the value that every other is better than."""
    return np.inf if comparison is np.less else -np.inf


def _warn_of_guess(owner: str, monitor: str) -> None:
    if any(word in monitor.lower() for word in _FALLING):
        return
    warnings.warn(
        f"{owner}: nothing in the name {monitor!r} tells whether higher is "
        "better; lower is taken to be. Pass mode='max' or mode='min' to "
        "choose.",
        stacklevel=4,
    )


class Reader:
    """Reads one name from the logs of epochs, and refuses a misspelt one.

    A name that was there once may be missing later (validation every third
    epoch), and one of validation is waited for while none has run. One that
    never was there is an error after the first epoch that could have it, unless
    `fit` has no validation and the logs have the same value of training: then
    one warning is given.

    Args:
        owner: Class that asks, for messages.
        monitor: Name to read.
    """

    def __init__(self, owner: str, monitor: str) -> None:
        self.owner = owner
        self.monitor = monitor
        self.settled = False

    def read(
        self,
        logs: dict[str, Any] | None,
        params: dict[str, Any] | None = None,
    ) -> Any:
        """Returns the value, or None where it isn't in these logs.

        Args:
            logs: Those of an epoch.
            params: What callbacks see as `params`.
        Raises:
            ValueError: If no such value can be expected in a later epoch.
        """
        logs = with_older_names(logs or {}, self.monitor)
        if self.monitor in logs:
            self.settled = True
            return logs[self.monitor]
        if not (self.settled or may_come(self.monitor, logs, params)):
            self.settled = True
            self._complain(logs)
        return None

    def read_in_epoch(self, logs: dict[str, Any] | None) -> Any:
        """Returns the value, or None where it isn't in the logs of a batch.

        It may come to those of the epoch: so none is warned of, once.
        """
        logs = with_older_names(logs or {}, self.monitor)
        if self.monitor in logs:
            return logs[self.monitor]
        if not self.settled:
            self.settled = True
            warnings.warn(
                f"{self.owner}: {self.monitor!r} isn't in the logs of batches, "
                "so nothing is saved: what is measured once an epoch isn't "
                "known in the middle of one. Pass save_freq='epoch', or "
                f"monitor one of: {', '.join(logs)}.",
                stacklevel=5,
            )
        return None

    def _complain(self, logs: dict[str, Any]) -> None:
        names = ", ".join(logs)
        is_trained = self.monitor in [f"val_{name}" for name in logs]
        if is_trained and not _judged(logs):
            warnings.warn(
                f"{self.owner}: {self.monitor!r} isn't in the logs, since no "
                "epoch of this `fit` is validated, and the callback waits for "
                "it. Pass `validation_data` to `fit`, with a `validation_freq` "
                f"of no more than `epochs`, or monitor one of: {names}.",
                stacklevel=4,
            )
            return
        raise ValueError(
            f"{self.owner}: the monitored value isn't in the epoch's logs. "
            f"Expected one of: {names}. Received: monitor={self.monitor!r}. "
            "Correct the name, or add the metric in `compile`."
        )


def with_older_names(logs: dict[str, Any], asked: str) -> dict[str, Any]:
    """Returns logs that have 'acc' too, where that is asked for.

    Args:
        logs: Those of an epoch or batch; with 'accuracy'.
        asked: The name of a value, or a text that has it in braces.
    """
    if "acc" not in asked:
        return logs  # To look at a value fetches it.
    found = {
        older: logs[name]
        for older, name in _OLDER.items()
        if name in logs and older not in logs
    }
    return {**logs, **found} if found else logs


def is_broken(logs: dict[str, Any] | None) -> bool:
    """Tells whether the loss in logs is NaN or infinite."""
    loss = (logs or {}).get("loss")
    is_number = isinstance(loss, numbers.Real | np.ndarray | np.generic)
    return is_number and not np.all(np.isfinite(loss))


def may_come(
    name: str, logs: dict[str, Any], params: dict[str, Any] | None
) -> bool:
    """Tells whether a name that logs lack is one of a validation to come.

    Args:
        name: The name.
        logs: Those of an epoch.
        params: What callbacks see as `params`; `fit` tells there whether it
            validates any epoch.
    """
    is_to_come = (params or {}).get("do_validation", False)
    return name.startswith("val_") and is_to_come and not _judged(logs)


def _judged(logs: dict[str, Any]) -> bool:
    """Tells whether an epoch was validated."""
    return any(name.startswith("val_") for name in logs)


def rises_by_ending(monitor: str) -> bool:
    """Keras 2's rule of `EarlyStopping`: the name ends like an accuracy."""
    return monitor.endswith(("acc", "accuracy", "auc"))


def rises_by_part(monitor: str) -> bool:
    """Keras 2's rule of `ModelCheckpoint`: it has 'acc', or is an F-measure."""
    return "acc" in monitor or monitor.startswith("fmeasure")
