"""Hooks that a metric may have: `build` and `check`."""

import functools
import inspect
from collections.abc import Callable


def is_build(method: object) -> bool:
    """Tells whether a class's `build` is the hook, `build(y_true, y_pred)`.

    Metrics of Keras 2 may have something of this name for themselves.
    """
    return _takes(method, 2)


def is_check(method: object) -> bool:
    """Tells whether a class's `check` is the hook, with `where` behind."""
    return _takes(method, 3)


def _takes(method: object, count: int) -> bool:
    """Tells whether a method takes labels, predictions and so many in all."""
    if not callable(method):
        return False
    signature = inspect.signature(method)
    if [*signature.parameters][1:3] != ["y_true", "y_pred"]:
        return False
    try:
        signature.bind(None, *[None] * count)
    except TypeError:
        return False
    return True


def building_first(update_state: Callable) -> Callable:
    """Wraps a class's `update_state`: the first call builds the state."""

    @functools.wraps(update_state)
    def build_and_update(self, *args, **kwargs):
        if not self._keras_state.is_built:
            given = {**dict(zip(("y_true", "y_pred"), args)), **kwargs}
            if "y_pred" in given:
                self._keras_ensure_built(given["y_true"], given["y_pred"])
        return update_state(self, *args, **kwargs)

    build_and_update._keras_builds = True
    return build_and_update
