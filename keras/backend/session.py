"""Starting anew within a process."""

import gc
from collections.abc import Callable

from keras.backend import naming

_at_start: list[Callable] = []


def at_start(forget: Callable) -> None:
    """Has a function called, once, when the session is cleared.

    Args:
        forget: A function of no argument.
    """
    if forget not in _at_start:
        _at_start.append(forget)


def clear_session(free_memory: bool = True) -> None:
    """Forgets names and the learning phase, and frees what nobody refers to.

    Models keep no global state, so deleting one frees it; this is for names to
    count from the start again.

    Args:
        free_memory: False leaves out the search for what nobody refers to,
            which takes longer the more objects there are.

    Example:
        >>> keras.backend.clear_session()
    """
    naming.reset_uids()
    while _at_start:
        _at_start.pop()()
    if free_memory:
        gc.collect()
