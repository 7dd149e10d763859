"""Files from the net, fetched once and kept."""

import os
import tempfile
import urllib.parse
import warnings
from dataclasses import dataclass

from keras.callbacks import interactive_logging
from keras.saving.files import file_hash as hashes
from keras.utils import archive_unpacking, download


def get_file(
    fname: str | os.PathLike | None = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: str | os.PathLike = "datasets",
    hash_algorithm: str = "auto",
    extract: bool = False,
    archive_format: str | list[str] | tuple[str, ...] | None = "auto",
    cache_dir: str | os.PathLike | None = None,
    force_download: bool = False,
) -> str:
    """Gives the path of a file in the cache, fetched if it isn't there yet.

    The file is `cache_dir/cache_subdir/fname`. It's there whole or not at all:
    a download has a name of its own until its hash was checked, goes on where
    the connection broke, and is shared by all who ask for it at once. An
    archive is unpacked beside it, whole or not at all, and refused if it
    holds devices, or paths or links that lead out of it. Say the hash of what
    you don't trust.

    Args:
        fname: The file's name. Default: the last part of `origin`. An absolute
            path is taken as it is; a file outside the cache that is there
            stays as it is, with a warning if its hash is another.
        origin: The URL.
        untar: True fetches `fname.tar.gz` (a `fname` that ends in '.tar.gz' is
            taken without it), unpacks it unless a file or folder `fname` is
            there, and returns the path of that. Prefer `extract`.
        md5_hash: An MD5 `file_hash`.
        file_hash: Hexadecimal digits of the file's hash. Default: not checked.
        cache_subdir: Folder in the cache, or an absolute path.
        hash_algorithm: 'md5', 'sha256', or 'auto' (default): 64 digits are
            SHA-256, others MD5.
        extract: True unpacks the file if it's an archive.
        archive_format: 'tar' (gzip, bzip2 and xz, too), 'zip', a list of these,
            'auto' (default) for both, or None for neither.
        cache_dir: The cache. Default: the environment's KERAS_HOME, or
            '~/.keras'. A folder `.keras` for temporary files stands in for
            one that can't be written.
        force_download: True fetches the file even if it's there.
    Returns:
        The file's path; with `extract` too, as in Keras 2: its members are
        beside it. (Keras 3 gives a folder of its own for them.)
    Raises:
        ConnectionError: If the file can't be fetched.
        ValueError: If a hash or an archive isn't good, or an argument.

    Example:
        >>> import pathlib, tempfile
        >>> cache = tempfile.TemporaryDirectory()
        >>> page = pathlib.Path(cache.name, "page.txt")
        >>> _ = page.write_text("hello")
        >>> path = keras.utils.get_file(
        ...     "copy.txt", page.as_uri(), cache_dir=cache.name)
        Downloading data from ...
        >>> pathlib.Path(path).read_text()
        'hello'
        >>> cache.cleanup()
    """
    if not origin:
        raise ValueError(
            "get_file: there's no address to fetch from. Expected a URL. "
            f"Received: origin={origin!r}. Pass `origin='https://...'`."
        )
    if not urllib.parse.urlsplit(origin).scheme:
        raise ValueError(
            "get_file: the address has no scheme. Expected a URL, such as "
            f"'https://…' or 'file:///…'. Received: origin={origin!r}. For a "
            "local file: `pathlib.Path(path).absolute().as_uri()`."
        )
    hashes.check_algorithm(hash_algorithm)
    if md5_hash is not None and file_hash is None:
        file_hash, hash_algorithm = md5_hash, "md5"
    folder = _cache_folder(cache_dir, cache_subdir)
    name = os.fspath(fname) if fname else _name_in(origin)
    if untar:
        name = f"{name.removesuffix('.tar.gz')}.tar.gz"
    wanted = _Wanted(
        os.path.join(folder, name), folder, origin, file_hash, hash_algorithm
    )
    wanted.refuse_folder(force_download)
    if force_download or wanted.is_missing():
        wanted.fetch()
    if untar:
        return _untarred(wanted)
    if extract:
        _extract(wanted, archive_format)
    return wanted.path


def cache_home() -> str:
    """The cache where a caller names none: KERAS_HOME, or `~/.keras`."""
    return os.environ.get("KERAS_HOME") or os.path.join("~", ".keras")


def _cache_folder(
    cache_dir: str | os.PathLike | None, cache_subdir: str | os.PathLike
) -> str:
    base = os.path.expanduser(os.fspath(cache_dir or cache_home()))
    try:
        os.makedirs(base, exist_ok=True)
    except OSError:
        writable = False
    else:
        writable = os.access(base, os.W_OK)
    if not writable:
        base = os.path.join(tempfile.gettempdir(), ".keras")
    folder = os.path.join(base, os.fspath(cache_subdir))
    os.makedirs(folder, exist_ok=True)
    return folder


def _name_in(origin: str) -> str:
    name = os.path.basename(urllib.parse.urlsplit(origin).path)
    if not name:
        raise ValueError(
            "get_file: the address names no file. Expected one that ends in a "
            f"file's name. Received: origin={origin!r}. Pass `fname`."
        )
    return name


@dataclass(frozen=True)
class _Wanted:
    """A file that shall be in the cache, or at a path of the user's own."""

    path: str
    folder: str
    origin: str
    file_hash: str | None
    algorithm: str

    def refuse_folder(self, force_download: bool) -> None:
        """Raises where a folder would be hashed or replaced."""
        if os.path.isdir(self.path) and (force_download or self.file_hash):
            raise ValueError(
                "get_file: a folder has the file's name. Expected a file, or "
                f"nothing, at its place. Received: {self.path!r}. Pass another "
                "`fname`, or remove what is there."
            )

    def is_missing(self) -> bool:
        """Whether it must be fetched: it's not there, or it's another file."""
        if not os.path.exists(self.path):
            return True
        if not self.file_hash or hashes.matches(
            self.path, self.file_hash, self.algorithm
        ):
            return False
        if self._is_users_own():
            warnings.warn(
                f"{self.path!r} isn't the file that was published at "
                f"{self.origin}: its hash isn't {self.file_hash!r}. It's taken "
                "as it is, because it's outside the cache.",
                stacklevel=3,
            )
            return False
        interactive_logging.write(
            f"{self.path!r} is old or broken: its hash isn't "
            f"{self.file_hash!r}. It's fetched again."
        )
        return True

    def fetch(self) -> None:
        interactive_logging.write(f"Downloading data from {self.origin}")
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        download.download(
            self.origin, self.path, self.file_hash, self.algorithm
        )

    def _is_users_own(self) -> bool:
        folder = os.path.abspath(self.folder)
        inside = os.path.join(folder, "")
        return not os.path.abspath(self.path).startswith(inside)


def _extract(
    wanted: _Wanted, formats: str | list[str] | tuple[str, ...] | None
) -> None:
    if formats is None or _unpack(wanted, formats) is not None:
        return
    warnings.warn(
        f"get_file: {wanted.path!r} isn't unpacked: it is no archive of a "
        "known format. Expected tar (gzip, bzip2, xz) or zip. Received: "
        f"archive_format={formats!r}.",
        stacklevel=3,
    )


def _untarred(wanted: _Wanted) -> str:
    target = wanted.path.removesuffix(".tar.gz")
    if os.path.exists(target):
        return target
    names = _unpack(wanted, "tar")
    if names is None:
        raise ValueError(
            f"get_file: {wanted.path!r} isn't unpacked. Expected a tar archive "
            "(gzip, bzip2, xz). Received: another file, such as a server's "
            "page about an error. Fetch it again: `force_download=True`."
        )
    if not os.path.exists(target):
        warnings.warn(
            f"get_file: nothing is at {target!r}, whose path is returned: the "
            f"archive holds {', '.join(map(repr, names[:5]))}. Pass that as "
            "`fname`.",
            stacklevel=3,
        )
    return target


def _unpack(
    wanted: _Wanted, formats: str | list[str] | tuple[str, ...] | None
) -> list[str] | None:
    with download.taking_turns(wanted.path):
        return archive_unpacking.unpack(wanted.path, wanted.folder, formats)
