"""The best value so far, in the file that was saved with it."""

import contextlib
import functools
import math
import os
import secrets
from typing import Any

import numpy as np

from keras.distribute import workers
from keras.saving.config import file_note
from keras.saving.formats import noted


def told(monitor: str, value: Any) -> contextlib.AbstractContextManager:
    """Returns a context in which files that are saved tell the best value.

    Args:
        monitor: The value's name in the logs.
        value: The value.
    """
    process = _process(os.getpid())
    note = {"monitor": monitor, "value": float(value), "process": process}
    return file_note.given(note)


def of_earlier_process(path: str, monitor: str, strategy) -> float | None:
    """Returns the best value of a training that another process began.

    Args:
        path: The file.
        monitor: The value's name in the logs.
        strategy: Of the model; its workers agree, and all of them ask.
    """
    note = noted.read(path)
    value = note.get("value")
    is_other = note.get("process") != _process(os.getpid())
    if not (is_other and note.get("monitor") == monitor and _is_number(value)):
        value = math.nan
    bits = int(np.float64(value).view(np.int64))
    found = float(np.int64(workers.agreed(strategy, bits)).view(np.float64))
    return None if math.isnan(found) else found


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


@functools.cache
def _process(number: int) -> str:
    """Returns a name of a process; its number may be another one's later."""
    return f"{number}-{secrets.token_hex(8)}"
