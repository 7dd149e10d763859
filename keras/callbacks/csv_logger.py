"""Writes the logs of every epoch to a file of comma-separated values."""

import csv
import os
from typing import Any, TextIO

import numpy as np
import tensorflow as tf

from keras.callbacks import callback
from keras.saving.files import write_error

Logs = callback.Logs

# What Keras 2 writes where an epoch has no value.
_MISSING = "NA"


class CSVLogger(callback.Callback):
    """Writes the logs of every epoch to a file of comma-separated values.

    The columns are `epoch`, from 0, and the names in the first epoch's logs,
    sorted; a value that is missing is written as NA. If the first epoch has no
    validation, each name gets a column with `val_` as well.

    Args:
        filename: Where to, as text or `os.PathLike`; what `tf.io.gfile` can
            open.
        separator: What stands between two values. Default ','.
        append: True goes on after the rows of a file that is there, in its
            columns; False (default) writes the file anew.

    Raises:
        OSError: When training begins, if the file can't be written.

    Example:
        >>> logger = keras.callbacks.CSVLogger("training.csv")
        >>> # model.fit(x, y, callbacks=[logger])
    """

    def __init__(
        self,
        filename: str | os.PathLike,
        separator: str = ",",
        append: bool = False,
    ) -> None:
        super().__init__()
        self.filename = os.fspath(filename)
        self.sep = separator
        self.append = append
        self.keys: list[str] | None = None
        self._file: TextIO | None = None
        self._writer: csv.DictWriter | None = None

    def on_train_begin(self, logs: Logs = None) -> None:
        """Opens the file."""
        self.keys = self._keys_there() if self.append else None
        self._file = self._opened()
        self._writer = None
        if self.keys is not None:
            self._writer = self._open_writer()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Writes a row."""
        logs = logs or {}
        if self.keys is None:
            self.keys = _columns(logs)
        if self._writer is None:
            self._writer = self._open_writer()
            self._writer.writeheader()
        row = {key: _cell(logs.get(key, _MISSING)) for key in self.keys}
        self._writer.writerow({"epoch": epoch, **row})
        self._file.flush()

    def on_train_end(self, logs: Logs = None) -> None:
        """Closes the file."""
        self._close()

    def on_train_abort(self, error: BaseException) -> None:
        """Closes the file."""
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = self._writer = None

    def _opened(self) -> TextIO:
        file = tf.io.gfile.GFile(self.filename, "a" if self.append else "w")
        try:
            file.write("")  # It is opened now, and not after an epoch.
        except tf.errors.OpError as error:
            raise write_error.of(
                self.filename,
                f"CSVLogger: the file can't be written ({error.message}). "
                "Expected a path in a folder that is there. Received",
                error,
            ) from error
        return file

    def _keys_there(self) -> list[str] | None:
        """The columns of the file that is there; None if there is none."""
        if not tf.io.gfile.exists(self.filename):
            return None
        with tf.io.gfile.GFile(self.filename) as file:
            header = file.readline().rstrip("\r\n")
        if not header:
            return None
        names = next(csv.reader([header], delimiter=self.sep))
        return [name for name in names if name != "epoch"]

    def _open_writer(self) -> csv.DictWriter:
        return csv.DictWriter(
            self._file, ["epoch", *self.keys], delimiter=self.sep
        )


def _columns(logs: dict[str, Any]) -> list[str]:
    keys = sorted(logs)
    if any(key.startswith("val_") for key in keys):
        return keys
    return keys + [f"val_{key}" for key in keys]


def _cell(value: Any) -> Any:
    """A value as it is written: a sequence of several in brackets, quoted."""
    if isinstance(value, str) or np.ndim(value) == 0:
        return value
    return f'"[{", ".join(map(str, np.asarray(value).tolist()))}]"'
