"""What a caller allows a file that is read to do."""

import contextlib
import contextvars
from collections.abc import Iterator

# None: nothing is read. Else whether the caller trusts what is.
_trusted: contextvars.ContextVar[bool | None] = contextvars.ContextVar(
    "trusted", default=None
)


@contextlib.contextmanager
def reading(safe_mode: bool | None) -> Iterator[None]:
    """Marks a block that makes objects of a file, or of a config.

    Only the caller's own argument comes here, never what a file says. Anything
    but False, None too, allows nothing.

    Args:
        safe_mode: False allows the file to run its code, and to name others.
    """
    token = _trusted.set(bool(_trusted.get()) or safe_mode is False)
    try:
        yield
    finally:
        _trusted.reset(token)


def is_given() -> bool:
    """Tells whether the caller has passed `safe_mode=False`."""
    return bool(_trusted.get())


def may_open_files() -> bool:
    """Tells whether an object that is made may open a file by its path.

    One that a user makes may; one that a file describes may not, unless it is
    trusted.
    """
    return _trusted.get() is not False
