"""Reading what another process may replace meanwhile: once more, then."""

import os
from collections.abc import Iterator

import tensorflow as tf

from keras.saving.files import file_error, local_copy

# Attempts; one that is replaced is whole again after the second.
_MOST = 20
# What parts of a file that go away make of reading it.
_GONE = (file_error.ModelFileError, OSError, tf.errors.OpError)


def attempts(path: str | os.PathLike) -> Iterator["Attempt"]:
    """Yields attempts to read a file, until one has read it whole.

    Who replaces one takes away the older. What was read of a folder may be of
    both then, of other files only if something was missing.

    Args:
        path: The file, the folder, or the prefix of a checkpoint.
    Raises:
        ModelFileError: If it never stays the same while it's read.
    """
    attempt = Attempt(path)
    for _ in range(_MOST):
        yield attempt
        if attempt.is_whole:
            return
    raise file_error.ModelFileError(
        path,
        f"it changed each of {_MOST} times that it was read. Expected one "
        "that is replaced now and then. Received: another file each time.",
    )


class Attempt:
    """One attempt, a context: an error that came of a change is passed over.

    Args:
        path: What is read.

    Attributes:
        is_whole: Whether it was read, and stayed the same.
    """

    def __init__(self, path: str | os.PathLike) -> None:
        self.is_whole = False
        self._path = path
        self._before: tuple[int, int] | None = None

    def __enter__(self) -> None:
        self._before = _identity(self._path)

    def __exit__(self, kind, error, traceback) -> bool:
        is_other = _identity(self._path) != self._before
        if error is not None:
            return is_other and isinstance(error, _GONE)
        self.is_whole = not (is_other and os.path.isdir(self._path))
        return False


def _identity(path: str | os.PathLike) -> tuple[int, int] | None:
    """Returns what tells a file from its successor; None elsewhere."""
    if local_copy.is_remote(path):
        return None
    for place in (f"{os.fspath(path)}.index", path):
        if os.path.exists(place):
            found = os.stat(place)
            return found.st_ino, found.st_mtime_ns
    return None
