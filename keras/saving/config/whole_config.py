"""Configs that say all of an object, for files with nothing beside them.

A `.keras` archive has files for vocabularies. HDF5 and SavedModels of Keras 2
have a config and variables alone, so that the rest has to be in the config.
"""

import contextlib
import contextvars
from collections.abc import Iterator

_asked = contextvars.ContextVar("whole_config", default=False)


@contextlib.contextmanager
def asked() -> Iterator[None]:
    """Marks a block in which `get_config` is to say all of an object."""
    token = _asked.set(True)
    try:
        yield
    finally:
        _asked.reset(token)


def is_asked() -> bool:
    """Tells whether a config goes to a file with nothing beside it."""
    return _asked.get()
