"""Where what training tells goes: to standard output, or to the log."""

import logging

_LOGGER = logging.getLogger("keras")
_state = {"is_interactive": True}


def enable_interactive_logging() -> None:
    """Sends progress and messages to standard output; the default.

    Example:
        >>> keras.utils.enable_interactive_logging()
        >>> keras.utils.is_interactive_logging_enabled()
        True
    """
    _state["is_interactive"] = True


def disable_interactive_logging() -> None:
    """Sends progress and messages to the log, as lines of level INFO.

    It is the logger "keras" of Python's `logging`, which shows them only where
    the program asks for it. No bar is drawn then: an epoch is one line.

    Example:
        >>> keras.utils.disable_interactive_logging()
        >>> keras.utils.is_interactive_logging_enabled()
        False
        >>> keras.utils.enable_interactive_logging()
    """
    _state["is_interactive"] = False


def is_interactive_logging_enabled() -> bool:
    """Tells whether progress and messages go to standard output.

    Example:
        >>> keras.utils.is_interactive_logging_enabled()
        True
    """
    return _state["is_interactive"]


def write(text: str) -> None:
    """Writes a line to where lines go now.

    Args:
        text: The line, without its end.
    """
    if is_interactive_logging_enabled():
        print(text, flush=True)
    else:
        _LOGGER.info(text)
