"""What a file that is saved tells of its training, beside the model."""

import contextlib
import contextvars
from collections.abc import Iterator

#: The name under which files have it.
NAME = "keras_best"
_given = contextvars.ContextVar("file_note", default=None)


@contextlib.contextmanager
def given(note: dict) -> Iterator[None]:
    """Has the files that are saved in the block tell something.

    Args:
        note: Texts and numbers by name.
    """
    token = _given.set(note)
    try:
        yield
    finally:
        _given.reset(token)


def of_file() -> dict | None:
    """Returns what a file that is written here tells; None for nothing."""
    return _given.get()
