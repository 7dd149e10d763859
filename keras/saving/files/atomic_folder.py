"""A folder that is replaced whole or not at all."""

import contextlib
import ctypes
import errno
import os
import shutil
from collections.abc import Iterator

from keras.saving.files import atomic_file, leftovers

# Of Linux's `renameat2`: paths are the process's, and both names stay.
_HERE, _EXCHANGE = -100, 2


@contextlib.contextmanager
def replacing(path: str | os.PathLike, marker: str) -> Iterator[str]:
    """Makes a new folder that takes the place of `path` when the block ends.

    It's filled beside `path`, under a name of its own, and renamed when it is
    whole. If the block raises, whatever it raises, the new folder goes away
    and what was at `path` stays.

    Args:
        path: The folder to write. Folders above it are made.
        marker: A file that tells that an older folder may be replaced. An
            empty folder may be, too.
    Yields:
        Path of the empty folder to fill.
    Raises:
        FileExistsError: If at `path` there is a file, or a folder of
            something else.
        OSError: If it can't be written.
    """
    path = os.path.realpath(os.fspath(path))
    check_target(path, marker)
    above = os.path.dirname(path)
    part = leftovers.new_name(path)
    os.makedirs(above, exist_ok=True)
    leftovers.clear_away(path)
    os.mkdir(part)
    try:
        yield part
        _sync(part)
        old = _give_name(part, path)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    # The older one goes when the disk has the newer one's name.
    atomic_file.sync_folder(above)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def check_target(path: str, marker: str) -> None:
    """Raises `FileExistsError` for what `replacing` doesn't replace.

    Args:
        path: The folder to write.
        marker: As in `replacing`.
    """
    if not os.path.exists(path):
        return
    is_folder = os.path.isdir(path)
    known = is_folder and (
        os.path.exists(os.path.join(path, marker)) or not os.listdir(path)
    )
    if not known:
        what = f"a folder without {marker!r}" if is_folder else "a file"
        raise FileExistsError(
            errno.EEXIST,
            f"Can't write the folder: {what} has its name. Expected a free "
            f"path, an empty folder, or one with {marker!r}, which is "
            "replaced. Received",
            path,
        )


def _give_name(part: str, path: str) -> str | None:
    """Renames the new folder; returns where an older one is then."""
    if not os.path.exists(path):
        os.rename(part, path)
        return None
    if _exchanged(part, path):
        return part
    old = leftovers.old_name(part)
    _moved_away(part, path, old)
    return old


def _exchanged(part: str, path: str) -> bool:
    """Swaps two folders in one act; tells whether the system can."""
    names = os.fsencode(part), os.fsencode(path)
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return rename(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0


def _moved_away(part: str, path: str, old: str) -> None:
    """Moves the old folder away first, and back on failure."""
    os.rename(path, old)
    try:
        os.rename(part, path)
    except BaseException:
        os.rename(old, path)
        raise


def _sync(folder: str) -> None:
    """Forces all to the disk, so that the name isn't there before."""
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                os.fsync(file.fileno())
        atomic_file.sync_folder(place)
