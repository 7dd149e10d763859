"""What killed saves leave beside a file or a folder, and how it goes away.

While it's written, what will be called `name` has a name of its own beside it:
`.name.keras-<8 hex digits>.part`. Where a folder can't be exchanged for another
in one act, the older one is `….part.old` for a moment.
"""

import contextlib
import glob
import hashlib
import os
import re
import secrets
import shutil
import time

_SUFFIX, _OLD = ".part", ".old"
_MIDDLE = re.compile(rf"keras-[0-9a-f]{{8}}{_SUFFIX}({_OLD})?")
# Bytes. A name has at most 255 in most file systems; a longer one is cut, and
# told from others that begin alike by its hash.
_LONGEST_NAME = 200
# Seconds. Another process may be saving to the same path.
_LONGEST_SAVE = 6 * 3600


def new_name(path: str) -> str:
    """Returns a path beside another one, to write to until it's whole."""
    return f"{_start_of(path)}keras-{secrets.token_hex(4)}{_SUFFIX}"


def old_name(part: str) -> str:
    """Returns where what is replaced goes meanwhile.

    Args:
        part: What `new_name` returned for what replaces it.
    """
    return part + _OLD


def clear_away(path: str) -> None:
    """Removes what killed saves of a path left; not that of a live one."""
    start = _start_of(path)
    for place in glob.glob(f"{glob.escape(start)}*"):
        name = _MIDDLE.fullmatch(place[len(start) :])
        # Somebody killed between two renames left the only one there.
        if name is None or (name[1] and not os.path.exists(path)):
            continue
        with contextlib.suppress(OSError):
            if time.time() - os.path.getmtime(place) > _LONGEST_SAVE:
                _remove(place)


def _start_of(path: str) -> str:
    """Returns how the paths of what is written in place of one begin."""
    folder, name = os.path.split(path)
    data = os.fsencode(name)
    if len(data) > _LONGEST_NAME:
        mark = hashlib.sha256(data).hexdigest()[:16]
        cut = data[: _LONGEST_NAME - len(mark)].decode(errors="ignore")
        name = f"{cut}{mark}"
    return os.path.join(folder, f".{name}.")


def _remove(place: str) -> None:
    if os.path.isdir(place) and not os.path.islink(place):
        shutil.rmtree(place, ignore_errors=True)
    else:
        os.unlink(place)
