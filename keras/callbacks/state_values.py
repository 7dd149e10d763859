"""Callbacks' states as JSON, and the arrays in them beside it."""

from typing import Any

import numpy as np

_ARRAY = "__array__"


def split(state: Any) -> tuple[Any, dict[str, np.ndarray]]:
    """Returns a state as JSON has it, and its arrays by name.

    Args:
        state: Numbers, texts, arrays, None, and lists, tuples and dicts of
            them.
    """
    arrays: dict[str, np.ndarray] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): plain(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(each) for each in value]
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, (np.bool_, np.integer, np.floating)):
            return value.item()
        name = f"array_{len(arrays)}"
        arrays[name] = np.asarray(value)
        return {_ARRAY: name}

    return plain(state), arrays


def joined(state: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Returns the state of what `split` gave; tuples are lists now."""
    if isinstance(state, list):
        return [joined(each, arrays) for each in state]
    if not isinstance(state, dict):
        return state
    if state.keys() == {_ARRAY}:
        return arrays[state[_ARRAY]]
    return {key: joined(each, arrays) for key, each in state.items()}
