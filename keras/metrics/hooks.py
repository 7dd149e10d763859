"""Hooks that a metric may have: `build` and `check`."""

import functools
import inspect
from collections.abc import Callable


def is_build(method: Callable) -> bool:
    """Tells whether a class's `build` is the hook: of labels and predictions.

    Metrics of Keras 2 may have a method of this name for themselves.
    """
    return _takes(method, 2)


def is_check(method: Callable) -> bool:
    """Tells whether a class's `check` is the hook, likewise."""
    return _takes(method, 3)


def _takes(method: Callable, count: int) -> bool:
    try:
        inspect.signature(method).bind(None, *[None] * count)
    except TypeError:
        return False
    return True


def building_first(update_state: Callable) -> Callable:
    """Wraps a class's `update_state`: the first call builds the state."""

    @functools.wraps(update_state)
    def build_and_update(self, *args, **kwargs):
        if not self._is_built:
            given = {**dict(zip(("y_true", "y_pred"), args)), **kwargs}
            if "y_pred" in given:
                self.ensure_built(given["y_true"], given["y_pred"])
        return update_state(self, *args, **kwargs)

    build_and_update._builds = True
    return build_and_update
