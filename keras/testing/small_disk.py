"""A disk on which nothing long can be written, and one that can't be at all."""

import contextlib
import ctypes
import os
import resource
from collections.abc import Iterator

# Of linux/capability.h.
_VERSION_3 = 0x20080522
_DAC_OVERRIDE = 1 << 1


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
    mode = os.stat(folder).st_mode
    os.chmod(folder, 0o555)
    try:
        with _without_override():
            yield
    finally:
        os.chmod(folder, mode)


@contextlib.contextmanager
def _without_override() -> Iterator[None]:
    """Takes from this thread what lets an administrator write anywhere.

    Linux calls it CAP_DAC_OVERRIDE; another user hasn't it, and in a sandbox
    there may be no other user to become (capabilities(7), capset(2)).
    """
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    # Effective, permitted and inheritable, of 32 capabilities each.
    held = (ctypes.c_uint32 * 6)()
    libc.capget(header, held)
    fewer = type(held)(*held)
    fewer[0] &= ~_DAC_OVERRIDE
    if libc.capset(header, fewer):
        raise OSError(ctypes.get_errno(), "capset")
    try:
        yield
    finally:
        libc.capset(header, held)
