"""Callbacks' states as JSON, and the arrays in them beside it."""

from typing import Any

import numpy as np
import tensorflow as tf

_ARRAY, _DTYPE = "__array__", "dtype"
# A dict whose keys aren't all texts.
_ITEMS = "__items__"


def split(state: Any) -> tuple[Any, dict[str, np.ndarray]]:
    """Returns a state as JSON has it, and its arrays by name.

    Args:
        state: Numbers, texts, arrays, None, and lists, tuples and dicts of
            them.
    """
    arrays: dict[str, np.ndarray] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            if all(isinstance(key, str) for key in value):
                return {key: plain(each) for key, each in value.items()}
            return {_ITEMS: plain([*value.items()])}
        if isinstance(value, (list, tuple)):
            return [plain(each) for each in value]
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, (np.bool_, np.integer, np.floating)):
            return value.item()
        name = f"array_{len(arrays)}"
        arrays[name] = _checked(value)
        return {_ARRAY: name, _DTYPE: arrays[name].dtype.name}

    return plain(state), arrays


def joined(state: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Returns the state of what `split` gave; tuples are lists now."""
    if isinstance(state, list):
        return [joined(each, arrays) for each in state]
    if not isinstance(state, dict):
        return state
    if state.keys() == {_ARRAY, _DTYPE}:
        # NumPy's files have bfloat16 as two bytes of no type.
        dtype = tf.as_dtype(state[_DTYPE]).as_numpy_dtype
        return arrays[state[_ARRAY]].view(dtype)
    if state.keys() == {_ITEMS}:
        return {_key(k): v for k, v in joined(state[_ITEMS], arrays)}
    return {key: joined(each, arrays) for key, each in state.items()}


def _key(value: Any) -> Any:
    return tuple(map(_key, value)) if isinstance(value, list) else value


def _checked(value: Any) -> np.ndarray:
    """Returns what a file can hold, as an array.

    Raises:
        TypeError: If it's no number and no array of numbers.
    """
    array = np.asarray(value)
    if array.dtype.hasobject or array.dtype.kind in "SUMm":
        raise TypeError(
            "BackupAndRestore: a callback's `state_dict` holds what a backup "
            "can't. Expected numbers, texts, None, arrays of numbers, and "
            "lists and dicts of them. Received: "
            f"{value!r} of type {type(value).__name__}."
        )
    return array
