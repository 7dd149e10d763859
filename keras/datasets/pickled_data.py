"""Pickles are read as data: of all that they may name, nothing is run.

Published data sets hold lists, numbers, strings, dicts and NumPy arrays. The
few names that such arrays need are answered with stand-ins of ours; any other
name ends the reading before it's imported.
"""

import os
import pickle
import re
from collections.abc import Callable
from typing import IO, Any

import numpy as np


def load(file: IO[bytes], path: str | os.PathLike) -> Any:
    """Reads one pickle of Python 2 or 3.

    Args:
        file: The open file, at the pickle's begin.
        path: What errors call it.
    Returns:
        What it holds. Strings of Python 2 are bytes.
    Raises:
        ValueError: If it's broken, or holds more than data.
    """
    try:
        return _real(_DataReader(file, encoding="bytes").load())
    except Exception as error:
        # A broken pickle raises whatever its bytes happen to ask for.
        raise ValueError(
            f"load_data: {os.fspath(path)!r} can't be read: {error}. Expected "
            "a pickle of lists, numbers, strings, dicts and NumPy arrays. "
            f"Received: {type(error).__name__}. Nothing of it was run; remove "
            "the file, so that it's fetched again."
        ) from error


class _Function:
    """Stands in for a function that a pickle may name."""

    __slots__ = ("_run",)

    def __init__(self, run: Callable) -> None:
        self._run = run

    def __call__(self, *arguments: Any) -> Any:
        return self._run(*arguments)

    def __setstate__(self, state: Any) -> None:
        raise pickle.UnpicklingError("it changes a function")


class _Dtype:
    """The type of an array's elements, as a pickle describes it."""

    __slots__ = ("name", "order")

    def __init__(self, name: str | bytes, *flags: Any) -> None:
        text = name.decode("ascii") if isinstance(name, bytes) else name
        if not re.fullmatch("[biuf][1248]|O8?", text):
            raise pickle.UnpicklingError(f"it has elements of type {text!r}")
        self.name = text
        self.order = "|"

    def __setstate__(self, state: tuple) -> None:
        order = state[1]
        self.order = order.decode() if isinstance(order, bytes) else order


class _Array:
    """An array, as a pickle describes it."""

    __slots__ = ("_state",)

    def __init__(self, *arguments: Any) -> None:
        self._state: tuple = ()

    def __setstate__(self, state: tuple) -> None:
        self._state = state

    def real(self) -> np.ndarray:
        _, shape, dtype, by_columns, data = self._state
        if dtype.name.startswith("O"):
            (size,) = shape
            made = np.empty(size, object)
            for index, item in enumerate(data):
                made[index] = _real(item)
            return made
        flat = np.frombuffer(data, np.dtype(dtype.order + dtype.name))
        return flat.reshape(shape, order="F" if by_columns else "C").copy()


def _encode(text: str, encoding: str) -> bytes:
    """Bytes as Python 3 writes them in the protocols of Python 2."""
    if encoding not in ("latin1", b"latin1"):
        raise pickle.UnpicklingError(f"it has text in {encoding!r}")
    return text.encode("latin1")


_NAMES = {
    "numpy.dtype": _Function(_Dtype),
    "numpy.ndarray": None,
    "numpy.core.multiarray._reconstruct": _Function(_Array),
    "numpy._core.multiarray._reconstruct": _Function(_Array),
    "_codecs.encode": _Function(_encode),
}


class _DataReader(pickle.Unpickler):
    """Knows the names of arrays, and imports none."""

    def find_class(self, module: str, name: str) -> Any:
        asked = f"{module}.{name}"
        if asked not in _NAMES:
            raise pickle.UnpicklingError(f"it names {asked}")
        return _NAMES[asked]


def _real(value: Any) -> Any:
    if isinstance(value, _Array):
        return value.real()
    if isinstance(value, dict):
        return {key: _real(item) for key, item in value.items()}
    return value
