"""A disk on which nothing long can be written, and one that can't be at all."""

import contextlib
import os
import pathlib
import resource
from collections.abc import Iterator

_NOBODY = 65534


@contextlib.contextmanager
def limited(num_bytes: int) -> Iterator[None]:
    """Lets writing fail in any file of this process after so many bytes.

    As a full disk does; its error is "File too large".

    Args:
        num_bytes: How long a file may become.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (num_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def forbidden(folder: str | os.PathLike) -> Iterator[None]:
    """Forbids to write in a folder, to the system's administrator too.

    Args:
        folder: The folder.
    """
    user = os.geteuid()
    with contextlib.ExitStack() as stack:
        # Who isn't the administrator has to come there, too.
        for above in pathlib.Path(folder).resolve().parents:
            mode = os.stat(above).st_mode
            if os.stat(above).st_uid == user and mode & 0o011 != 0o011:
                stack.callback(os.chmod, above, mode)
                os.chmod(above, mode | 0o011)
        stack.callback(os.chmod, folder, os.stat(folder).st_mode)
        os.chmod(folder, 0o555)
        if user == 0:
            stack.callback(os.seteuid, user)
            os.seteuid(_NOBODY)
        yield
