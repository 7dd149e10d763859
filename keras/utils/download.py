"""A file is fetched beside its place, and gets its name when it's whole."""

import contextlib
import errno
import http.client
import os
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import IO, Any

from keras.callbacks import interactive_logging
from keras.saving.files import file_hash as hashes
from keras.utils import progbar

try:
    import fcntl
except ImportError:  # Windows has no such locks.
    fcntl = None

_ATTEMPTS = 10
_SECONDS = 60
_BLOCK = 1 << 16
# What file systems of clusters say that have no locks.
_NO_LOCKS = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}


def download(
    origin: str, path: str, file_hash: str | None, algorithm: str
) -> None:
    """Fetches a file, or leaves what is at its path as it was.

    It's written as `path` with '.part', checked, and renamed. A transfer that
    breaks goes on where it broke, up to ten times. What an earlier call left
    is taken up where there's a hash that tells whether it fits. Callers of one
    path wait for each other, and take what the first one fetched; where there
    are no locks each fetches it for itself, from the beginning.

    Args:
        origin: The URL.
        path: Where the file goes.
        file_hash: Hexadecimal digits that it must have, or None.
        algorithm: 'md5', 'sha256' or 'auto'.
    Raises:
        ConnectionError: If it can't be fetched.
        ValueError: If the hash of what was fetched is another.
    """
    before = _identity(path)
    with _locked(f"{path}.part") as part:
        if _identity(path) != before:
            if not file_hash or hashes.matches(path, file_hash, algorithm):
                os.unlink(part.name)
                return
        if not file_hash:
            part.truncate(0)
        with _kept_for_later(part, file_hash):
            _fill(origin, path, part, file_hash, algorithm)
        os.fsync(part.fileno())
        # Windows renames no open file.
        if fcntl is None:
            part.close()
        os.replace(part.name, path)


def _identity(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


@contextlib.contextmanager
def taking_turns(path: str) -> Iterator[None]:
    """Within, no other caller that uses this works on the file of that path."""
    with _locked(f"{path}.lock") as lock:
        try:
            yield
        finally:
            # Windows removes no open file.
            if fcntl is None:
                lock.close()
            os.unlink(lock.name)


@contextlib.contextmanager
def _locked(path: str) -> Iterator[IO[bytes]]:
    """Opens a file for this caller alone, when it's the caller's turn.

    Where there are no locks, the file has a name of the caller's own, and is
    gone afterwards.
    """
    while True:
        with open(path, "ab+") as file:
            if not _lock(file):
                break
            # Whoever had it may have given it its last name meanwhile.
            if not _is_at(file, path):
                continue
            yield file
            return
    with contextlib.suppress(OSError):
        os.unlink(path)
    own = f"{path}.{secrets.token_hex(4)}"
    try:
        with open(own, "ab+") as file:
            yield file
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(own)


def _lock(file: IO[bytes]) -> bool:
    """Waits for the caller's turn; False where there are no locks."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return False
    return True


@contextlib.contextmanager
def _kept_for_later(part: IO[bytes], file_hash: str | None) -> Iterator[None]:
    """What broke stays only if a later call can tell that it fits."""
    try:
        yield
    except BaseException:
        if os.path.exists(part.name) and not (file_hash and _size(part)):
            os.unlink(part.name)
        raise


def _is_at(part: IO[bytes], path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(part.fileno()), os.stat(path))
    except FileNotFoundError:
        return False


def _fill(
    origin: str,
    path: str,
    part: IO[bytes],
    file_hash: str | None,
    algorithm: str,
) -> None:
    """Brings the part file to its end, and sees that it's what was asked."""

    def fits() -> bool:
        return not file_hash or hashes.matches(part.name, file_hash, algorithm)

    taken_up = _size(part) > 0
    if taken_up and fits():
        return
    _fetch(origin, path, part, bool(file_hash))
    if taken_up and not fits():
        part.truncate(0)
        _fetch(origin, path, part, True)
    if not fits():
        kind = hashes.algorithm_of(file_hash, algorithm)
        received = hashes.of(part.name, kind)
        os.unlink(part.name)
        raise ValueError(
            f"get_file: what came from {origin} isn't the file that was asked "
            f"for. Expected its hash to be file_hash={file_hash!r} "
            f"(hash_algorithm={algorithm!r}). Received: {received!r}. The file "
            "was thrown away; see that the address and the hash belong "
            "together."
        )


def _size(part: IO[bytes]) -> int:
    return os.fstat(part.fileno()).st_size


def _fetch(origin: str, path: str, part: IO[bytes], is_checked: bool) -> None:
    """Asks for what's missing until nothing is, or nothing comes any more.

    Two versions of a file make no third: a transfer goes on only if the server
    or a hash tells them apart.
    """
    validator = None
    for _ in range(_ATTEMPTS):
        if not (validator or is_checked):
            part.truncate(0)
        had = _size(part)
        try:
            with _request(origin, had, validator) as response:
                validator = validator or _validator(response)
                if _copy(response, part):
                    return
                reason = "the connection ended before the file did"
        except urllib.error.HTTPError as error:
            if error.code == 416 and had:
                part.truncate(0)
                continue
            raise _unreachable(origin, path, error) from error
        except (OSError, http.client.HTTPException) as error:
            reason = error
        if _size(part) == had:
            break
    raise _unreachable(origin, path, reason)


def _request(origin: str, had: int, validator: str | None) -> Any:
    request = urllib.request.Request(origin)
    if had:
        request.add_header("Range", f"bytes={had}-")
        if validator:
            request.add_header("If-Range", validator)
    return urllib.request.urlopen(request, timeout=_SECONDS)


def _validator(response: Any) -> str | None:
    tag = response.headers.get("ETag")
    is_strong = tag and not tag.startswith("W/")
    return tag if is_strong else response.headers.get("Last-Modified")


def _copy(response: Any, part: IO[bytes]) -> bool:
    """Appends what comes, and tells whether it was all that was announced."""
    if getattr(response, "status", None) != 206:
        part.truncate(0)
    length = response.headers.get("Content-Length")
    total = None if length is None else _size(part) + int(length)
    show = _progress(total)
    while block := response.read(_BLOCK):
        part.write(block)
        part.flush()
        show(_size(part))
    return total is None or _size(part) == total


def _progress(total: int | None) -> Callable[[int], None]:
    if not interactive_logging.is_interactive_logging_enabled():
        return lambda current: None
    return progbar.Progbar(total, unit_name="byte").update


def _unreachable(origin: str, path: str, reason: Any) -> ConnectionError:
    return ConnectionError(
        f"get_file: {origin} can't be fetched: {reason}. Expected an address "
        f"that this machine reaches. Received: origin={origin!r}. Without a "
        f"network, put the file by hand at {path!r}, and call again."
    )
