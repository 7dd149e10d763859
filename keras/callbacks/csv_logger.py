"""Writes the logs of every epoch to a file of comma-separated values."""

import csv
import io
import os
from collections.abc import Iterable
from typing import Any, TextIO

import numpy as np
import tensorflow as tf

from keras.callbacks import callback
from keras.distribute import writing
from keras.saving.files import atomic_file, local_copy, write_error

Logs = callback.Logs

# What Keras 2 writes where an epoch has no value.
_MISSING = "NA"
_EPOCH = "epoch"


class CSVLogger(callback.Callback):
    """Writes the logs of every epoch to a file of comma-separated values.

    The columns are `epoch`, from 0, and the names in the first epoch's logs,
    sorted. A name that comes later, such as one of a validation that isn't
    after every epoch, gets a column at the end. Where an epoch has no value,
    NA stands.

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
        self._columns: list[str] = []
        self._is_chosen = self._has_header = False
        self._file: TextIO | None = None

    @property
    def keys(self) -> list[str] | None:
        """The names that have a column; None before the first is known.

        Set, there are these and no more, till training begins again.
        """
        return [c for c in self._columns if c != _EPOCH] or None

    @keys.setter
    def keys(self, names: Iterable[str] | None) -> None:
        self._columns = [] if names is None else [_EPOCH, *names]
        self._is_chosen = names is not None

    def set_model(self, model: Any) -> None:
        """Takes the model; of several workers one writes to the path."""
        super().set_model(model)
        strategy = getattr(model, "distribute_strategy", None)
        self.filename = writing.own_log(strategy, self.filename)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Opens the file."""
        header = self._rows_there()[:1] if self.append else []
        self._columns = header[0] if header else []
        self._is_chosen, self._has_header = False, bool(header)
        self._file = self._opened()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Writes a row."""
        values = {**(logs or {}), _EPOCH: epoch}
        later = [] if self._is_chosen else sorted(set(values) - {_EPOCH})
        new = [c for c in (_EPOCH, *later) if c not in self._columns]
        self._columns = [*self._columns, *new]
        row = [_cell(values.get(c, _MISSING)) for c in self._columns]
        try:
            self._write(row, bool(new))
        except tf.errors.OpError as error:
            raise self._failed(error) from error

    def _write(self, row: list, has_new_columns: bool) -> None:
        if not self._has_header:
            self._file.write(self._text([]))
            self._has_header = True
        elif has_new_columns:
            self._write_anew()
        csv.writer(self._file, delimiter=self.sep).writerow(row)
        self._file.flush()

    def on_train_end(self, logs: Logs = None) -> None:
        """Closes the file."""
        self._close()

    def on_train_abort(self, error: BaseException) -> None:
        """Closes the file."""
        self._close()

    def state_dict(self) -> dict[str, Any]:
        """Returns what is in the file."""
        return {"rows": self._rows_there()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Writes the file as it was."""
        self._close()
        self._columns = state["rows"][0] if state["rows"] else []
        self._has_header = bool(state["rows"])
        self._replace(self._text(state["rows"][1:]) if state["rows"] else "")

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None

    def _opened(self) -> TextIO:
        file = tf.io.gfile.GFile(self.filename, "a" if self.append else "w")
        try:
            file.write("")  # It is opened now, and not after an epoch.
        except tf.errors.OpError as error:
            raise self._failed(error) from error
        return file

    def _failed(self, error: tf.errors.OpError) -> OSError:
        return write_error.of(
            self.filename,
            f"CSVLogger: the file can't be written ({error.message}). "
            "Expected a path in a folder that is there, with space left. "
            "Received",
            error,
        )

    def _rows_there(self) -> list[list[str]]:
        """The rows of the file, the header first; none if there is no file."""
        if not tf.io.gfile.exists(self.filename):
            return []
        with tf.io.gfile.GFile(self.filename) as file:
            return list(csv.reader(file.readlines(), delimiter=self.sep))

    def _write_anew(self) -> None:
        """Gives the rows that are there the columns that have come."""
        self._close()
        self._replace(self._text(self._rows_there()[1:]))

    def _replace(self, text: str) -> None:
        """Writes the file anew, whole or not at all, and goes on in it.

        Links to it stay, and its mode. What can't be replaced is written
        where it is.
        """
        there = os.path.realpath(self.filename)
        if local_copy.is_remote(self.filename) or not _can_be_replaced(there):
            self._file = tf.io.gfile.GFile(self.filename, "w")
            self._file.write(text)
            self._file.flush()
            return
        with (
            write_error.told(self.filename),
            atomic_file.replacing(there) as file,
        ):
            if os.name != "nt":  # There a file has no mode to keep.
                os.fchmod(file.fileno(), os.stat(there).st_mode & 0o777)
            file.write(text.encode())
        self._file = tf.io.gfile.GFile(self.filename, "a")

    def _text(self, rows: list[list[str]]) -> str:
        """The header and rows, which may lack cells at their end."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.sep)
        writer.writerow(self._columns)
        for row in filter(None, rows):
            missing = len(self._columns) - len(row)
            writer.writerow(row + [_MISSING] * missing)
        return text.getvalue()


def _cell(value: Any) -> Any:
    """A value as it is written: a sequence of several in brackets, quoted."""
    if isinstance(value, str) or np.ndim(value) == 0:
        return value
    return f'"[{", ".join(map(str, np.asarray(value).tolist()))}]"'


def _can_be_replaced(path: str) -> bool:
    """Tells whether a file is one of a folder that takes another in its place.

    A file may be mounted alone, or its folder be another user's.
    """
    may_rename = os.access(os.path.dirname(path), os.W_OK)
    return os.path.isfile(path) and may_rename and not os.path.ismount(path)
