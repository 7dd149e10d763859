"""Which callback takes which state, where training goes on.

A state is of a class, of what its callback watches, and of where it writes. The
program that goes on may have more callbacks than the one before, in another
order, and write elsewhere.
"""

import collections
import os
import warnings
from collections.abc import Iterator
from typing import Any

# Class, what is watched, path, and number among those that have all in common.
Key = tuple[str, str, str, int]

_PATHS = ("filepath", "filename", "log_dir")


def of_all(callbacks: list) -> dict[Key, dict[str, Any]]:
    """Returns what each callback knows."""
    return {key: each.state_dict() for key, each in _told(callbacks)}


def load_all(callbacks: list, states: dict[Any, Any]) -> None:
    """Hands each callback what one like it knew; others stay as they are.

    Args:
        callbacks: The callbacks.
        states: What `of_all` gave, or `{'Class-number': state}` in a backup of
            an older version.
    """
    known = {key: state for key, state in states.items() if state}
    if any(isinstance(key, str) for key in known):
        for name, each in _told_by_class(callbacks):
            if name in known:
                each.load_state_dict(known[name])
        return
    others = {}
    for key, each in _told(callbacks):
        if key in known:
            each.load_state_dict(known[key])
        else:
            others[key] = each
    own = {key for key, _ in _told(callbacks)}
    left = {key: state for key, state in known.items() if key not in own}
    for key, each in others.items():
        # One that has no like but for its path: a folder named by the time.
        alike = [other for other in left if other[:2] == key[:2]]
        is_alone = sum(other[:2] == key[:2] for other in others) == 1
        if len(alike) == 1 and is_alone:
            each.load_state_dict(left[alike[0]])
        elif same := [other for other in known if other[0] == key[0]]:
            _warn(key, same)


def _told(callbacks: list) -> Iterator[tuple[Key, Any]]:
    counts: collections.Counter = collections.Counter()
    for each in callbacks:
        kind = type(each)
        paths = [_text(getattr(each, name, None)) for name in _PATHS]
        key = (
            f"{kind.__module__}.{kind.__qualname__}",
            _text(getattr(each, "monitor", None)),
            " ".join(filter(None, paths)),
        )
        yield (*key, counts[key]), each
        counts[key] += 1


def _told_by_class(callbacks: list) -> Iterator[tuple[str, Any]]:
    counts: collections.Counter = collections.Counter()
    for each in callbacks:
        name = type(each).__name__
        yield f"{name}-{counts[name]}", each
        counts[name] += 1


def _text(value: Any) -> str:
    if isinstance(value, (str, os.PathLike)):
        return str(os.fspath(value))
    return ""


def _warn(key: Key, same: list[Key]) -> None:
    warnings.warn(
        f"CallbackList: a callback {key[0]} begins as new, as none like it was "
        "there when training was saved. Expected "
        f"{' or '.join(map(_described, same))}. Received: {_described(key)}. "
        "Give it what it had then, unless it's meant so.",
        stacklevel=2,
    )


def _described(key: Key) -> str:
    _, watched, path, number = key
    return f"(monitor={watched!r}, path={path!r}, number={number})"
