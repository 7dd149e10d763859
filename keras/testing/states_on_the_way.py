"""What a process that is killed while it saves would leave, at each act.

Whoever kills a process loses nothing that it has handed to the system; so a
copy of the folder before an act is what a death at that act would leave.
"""

import os
import pathlib
import sys
from collections.abc import Callable

_ACTS = {
    *("open", "write", "flush", "close", "truncate", "fsync"),
    *("link", "rename", "replace", "unlink", "rmdir", "mkdir"),
}
State = dict[str, bytes | None]


def of(act: Callable[[], None], folder: pathlib.Path) -> list[State]:
    """Returns the states of a folder, at each of Python's acts on files.

    Args:
        act: What changes the folder.
        folder: The folder.
    Returns:
        The states that differ, in their order, the first and the last among
        them: the bytes of each file by path, None of a folder.
    """
    states = [_state(folder)]

    def look(frame, event, function):
        if event != "c_call" or function.__name__ not in _ACTS:
            return
        state = _state(folder)
        if state != states[-1]:
            states.append(state)

    sys.setprofile(look)
    try:
        act()
    finally:
        sys.setprofile(None)
    return [*states, _state(folder)]


def put(state: State, folder: pathlib.Path) -> None:
    """Makes a folder of a state."""
    for name, content in sorted(state.items()):
        place = folder / name
        if content is None:
            place.mkdir(parents=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def _state(folder: pathlib.Path) -> State:
    found: State = {}
    for above, folders, names in os.walk(folder):
        inner = os.path.relpath(above, folder)
        for name in folders:
            found[os.path.normpath(os.path.join(inner, name))] = None
        for name in names:
            with open(os.path.join(above, name), "rb") as file:
                content = file.read()
            found[os.path.normpath(os.path.join(inner, name))] = content
    return found
