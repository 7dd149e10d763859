"""Saves the best model that an evaluator beside the training finds."""

import os
import re
from typing import Any

from keras.callbacks import callback, model_checkpoint

Logs = callback.Logs


class SidecarEvaluatorModelExport(model_checkpoint.ModelCheckpoint):
    """Saves the best model that an evaluator beside the training finds.

    For a process that evaluates each checkpoint of a model that another one
    trains: the model is saved after each evaluation that was the best so far.
    The names in the logs have `val_` before them too.

    Args:
        export_filepath: Where to save the model, as in `ModelCheckpoint`;
            `{epoch}` is the number of the checkpoint.
        checkpoint_filepath: Where the training saves its checkpoints, such as
            'checkpoints/ckpt-{epoch}'; tells the number of the newest.
        **kwargs: `monitor`, `mode`, `verbose`, `save_weights_only`, … of
            `ModelCheckpoint`. `save_best_only` is True.

    Raises:
        TypeError: If an argument isn't known.

    Example:
        >>> export = keras.callbacks.SidecarEvaluatorModelExport(
        ...     "best-{epoch}.keras", "checkpoints/ckpt-{epoch}")
        >>> export.save_best_only
        True
    """

    def __init__(
        self,
        export_filepath: str | os.PathLike,
        checkpoint_filepath: str | os.PathLike,
        **kwargs: Any,
    ) -> None:
        super().__init__(export_filepath, save_best_only=True, **kwargs)
        self._checkpoints = os.fspath(checkpoint_filepath)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Notes the number of the newest checkpoint."""
        self._epoch = max(_newest_number(self._checkpoints) - 1, 0)

    def on_test_end(self, logs: Logs = None) -> None:
        """Saves the model if it is the best so far."""
        values = dict(logs or {})
        values.update({f"val_{name}": value for name, value in values.items()})
        self.on_epoch_end(self._epoch, values)


def _newest_number(pattern: str) -> int:
    """Returns the number in the name of the newest file; 0 if there's none."""
    folder, name = os.path.split(pattern)
    parts = re.split(r"(\{[^}]*\})", name)
    wanted = re.compile("".join(map(_as_expression, parts)) + r"(\..*)?")
    folder = folder or "."
    found = []
    for entry in os.scandir(folder) if os.path.isdir(folder) else ():
        match = wanted.fullmatch(entry.name)
        if match and "epoch" in match.groupdict():
            found.append((entry.stat().st_mtime_ns, int(match["epoch"])))
    return max(found, default=(0, 0))[1]


def _as_expression(part: str) -> str:
    if re.fullmatch(r"\{epoch(:[^}]*)?\}", part):
        return r"(?P<epoch>\d+)"
    return ".*" if part.startswith("{") else re.escape(part)
