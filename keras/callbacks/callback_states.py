"""Which callback takes which state, where training goes on.

A state is of a class, of what its callback watches, and of where it writes. The
program that goes on may have more callbacks than the one before, in another
order, and write elsewhere.
"""

import collections
import os
import warnings
from collections.abc import Callable, Iterable, Iterator
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
    new, left = dict(_told(callbacks)), dict(known)
    for likeness in _LIKENESSES:
        for key, other in _pairs(new, left, likeness):
            new.pop(key).load_state_dict(left.pop(other))
    for key in new:
        if same := [other for other in known if _name(other) == _name(key)]:
            _warn(key, same)


def _name(key: Key) -> str:
    """The class's, without its module: a class may have moved.

    Ours stay apart from a user's of the same name, and those that a function
    makes from all others.
    """
    module, _, name = key[0].rpartition(".")
    if "<locals>" in module:
        return key[0]
    return f"keras.{name}" if module.split(".")[0] == "keras" else name


# How a callback is like one that was, the closest first: the same; one that has
# no like but for its path, as a folder named by the time, or for its module.
_LIKENESSES: tuple[Callable[[Key], Any], ...] = (
    lambda key: key,
    lambda key: key[:2],
    lambda key: (_name(key), *key[1:]),
    lambda key: (_name(key), key[1]),
)


def _pairs(
    new: Iterable[Key], left: Iterable[Key], likeness: Callable[[Key], Any]
) -> list[tuple[Key, Key]]:
    """Returns those that are alike and like no other."""
    takers, states = (
        collections.Counter(map(likeness, keys)) for keys in (new, left)
    )
    of_state = {likeness(key): key for key in left}
    return [
        (key, of_state[like])
        for key in new
        if takers[like := likeness(key)] == states[like] == 1
    ]


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
        f"CallbackList: a callback {_name(key)} begins as new, as none like it "
        "was there when training was saved. Expected "
        f"{' or '.join(map(_described, same))}. Received: {_described(key)}. "
        "Give it what it had then, unless it's meant so.",
        stacklevel=2,
    )


def _described(key: Key) -> str:
    kind, watched, path, number = key
    return (
        f"(class={kind!r}, monitor={watched!r}, path={path!r}, number={number})"
    )
