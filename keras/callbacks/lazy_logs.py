"""Logs whose values are fetched from the device when somebody looks."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf


def fetched(value: Any) -> Any:
    """Returns a float for a scalar, an array for another tensor.

    Ragged, sparse and text tensors, and everything that is neither a tensor
    nor NumPy's, are returned as they are (text as bytes).
    """
    is_tensor = isinstance(value, tf.Tensor | tf.Variable)
    array = value.numpy() if is_tensor else value
    is_numpy = isinstance(array, np.ndarray | np.generic)
    return array.item() if is_numpy and array.ndim == 0 else array


class LazyLogs(dict):
    """A dict of floats that were scalar tensors until the first look.

    Training hands logs to callbacks after each run of steps. To fetch them
    each time would make the device wait; most callbacks don't look. Keys,
    `len` and `in` need no look; the first value read fetches them all.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting = True

    def _fetch(self) -> None:
        if self._waiting:
            self._waiting = False
            for key, value in super().items():
                super().__setitem__(key, tf.nest.map_structure(fetched, value))

    def __getitem__(self, key: str) -> Any:
        self._fetch()
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[str]:
        # Python's `dict(logs)` copies the raw values past `__getitem__`
        # unless the class has an `__iter__` of its own.
        return super().__iter__()

    def __eq__(self, other: object) -> bool:
        self._fetch()
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __repr__(self) -> str:
        return repr(self.copy())

    def __or__(self, other: dict) -> dict:
        return self.copy() | other

    def __ror__(self, other: dict) -> dict:
        return other | self.copy()

    def __reduce__(self) -> tuple:
        return dict, (self.copy(),)

    def copy(self) -> dict:
        """Returns a plain dict of the fetched values."""
        self._fetch()
        return {key: super(LazyLogs, self).__getitem__(key) for key in self}

    def get(self, key: str, default: Any = None) -> Any:
        """Returns the value of `key`, or `default`."""
        return self[key] if key in self else default

    def items(self) -> Any:
        """Returns the view of the pairs, fetched."""
        self._fetch()
        return super().items()

    def values(self) -> Any:
        """Returns the view of the values, fetched."""
        self._fetch()
        return super().values()

    def pop(self, key: str, *default: Any) -> Any:
        """Removes `key` and returns its value, or `default`."""
        self._fetch()
        return super().pop(key, *default)

    def popitem(self) -> tuple[str, Any]:
        """Removes and returns the last pair."""
        self._fetch()
        return super().popitem()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Returns the value of `key`, which is set if it wasn't there."""
        self._fetch()
        return super().setdefault(key, default)


def lazy(logs: dict[str, Any] | None) -> dict[str, Any]:
    """Returns `logs` as lazy logs; ones that are so already, themselves."""
    return logs if isinstance(logs, LazyLogs) else LazyLogs(logs or {})
