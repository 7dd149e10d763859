"""A file that is replaced whole or not at all."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

from keras.saving.files import leftovers

_OPEN_FILES = "/proc/self/fd"


@contextlib.contextmanager
def replacing(
    path: str | os.PathLike, overwrite: bool = True
) -> Iterator[BinaryIO]:
    """Opens a new file that takes the place of `path` when the block ends.

    The bytes go to a file in the same folder, are forced to the disk, and only
    then get the name. If the block raises, whatever it raises, the old file
    stays as it was and the new one goes away. On Linux the new file has no name
    till it's whole, so not even a killed process leaves one behind.

    Where `path` is a link, what it leads to is replaced. Who may read the old
    file may read the new one, and nobody else.

    Args:
        path: The file to write.
        overwrite: False refuses to replace a file.
    Yields:
        A binary file that can be written, read and moved about in.
    Raises:
        ValueError: If there is a file and `overwrite` is False.
        OSError: If the folder is missing, can't be written, or `path` is one,
            or a device.
    """
    path = os.path.realpath(os.fspath(path))
    _check_target(path, overwrite)
    folder = os.path.dirname(path)
    part = leftovers.new_name(path)
    file = _named_failure(path, lambda: _new_file(folder, part))
    try:
        with file:
            _keep_mode(file, path)
            yield file
            file.flush()
            os.fsync(file.fileno())
            if not os.path.exists(part):
                _named_failure(path, lambda: _give_name(file, part))
        _named_failure(path, lambda: os.replace(part, path))
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
        raise
    sync_folder(folder)
    leftovers.clear_away(path)


def _new_file(folder: str, part: str) -> BinaryIO:
    """Opens a new file in a folder: without a name, or else called `part`."""
    if hasattr(os, "O_TMPFILE") and os.path.isdir(_OPEN_FILES):
        # Not every file system can.
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o666)
            return os.fdopen(handle, "r+b")
    return open(part, "xb+")


def _keep_mode(file: BinaryIO, path: str) -> None:
    """Gives the new file the owner and the rights of the old one."""
    if not os.path.exists(path) or os.chmod not in os.supports_fd:
        return
    old = os.stat(path)
    with contextlib.suppress(PermissionError):
        os.chown(file.fileno(), old.st_uid, old.st_gid)
    os.chmod(file.fileno(), stat.S_IMODE(old.st_mode))


def _give_name(file: BinaryIO, part: str) -> None:
    # A folder's handle makes Python follow the link in /proc to the file.
    opened = f"{_OPEN_FILES}/{file.fileno()}"
    handle = os.open(_OPEN_FILES, os.O_RDONLY)
    try:
        os.link(opened, part, src_dir_fd=handle, follow_symlinks=True)
    finally:
        os.close(handle)


def _check_target(path: str, overwrite: bool) -> None:
    if os.path.isdir(path):
        raise IsADirectoryError(
            errno.EISDIR,
            "Can't write the file: a folder has its name. Expected the path "
            "of a file. Received",
            path,
        )
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(
            errno.EINVAL,
            "Can't write the file: a device or a pipe has its name. Expected "
            "the path of a file. Received",
            path,
        )
    if not overwrite and os.path.exists(path):
        raise ValueError(
            "Can't write the file: there is one. Expected a free path, as "
            f"overwrite=False. Received: {path!r}. Pass `overwrite=True`."
        )


def _named_failure(path: str, act):
    """Does something to the file, and says which file if that fails."""
    try:
        return act()
    except OSError as error:
        raise type(error)(
            error.errno,
            f"Can't write {path!r}: {error.strerror or error}. Expected a "
            "folder that is there and may be written, with space left. "
            "Nothing was changed",
            path,
        ) from error


def sync_folder(folder: str) -> None:
    """Forces the names in a folder to the disk."""
    # Windows has no way to open a folder, and needs none.
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
