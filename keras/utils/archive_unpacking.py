"""Archives that others wrote are unpacked in their folder, and nowhere else."""

import contextlib
import errno
import lzma
import os
import secrets
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from keras.utils import archive_members

# Against archives that fill the disk: text packs to a tenth, masks and sparse
# tables to a hundredth. Small archives may be anything up to a gibibyte.
_LEAST_BYTES = 1 << 30
_MOST_TIMES = 100
# A tar's header; counts against archives of many empty files.
_MEMBER_BYTES = 512
_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,  # A hard link to a member that isn't there.
    NotImplementedError,
    RuntimeError,
)


def unpack(
    path: str, folder: str, formats: str | list[str] | tuple[str, ...] | None
) -> list[str] | None:
    """Unpacks a tar or zip archive into a folder, whole or not at all.

    All is unpacked into a new folder first, and moved when it was found good:
    what the folder holds stays if the archive is refused. Symbolic links are
    made last, so that no file is written through one.

    Args:
        path: The archive.
        folder: Where its files go. Files of the same names are replaced.
        formats: 'auto', 'tar', 'zip', a list of these, or None.
    Returns:
        The names that it put into the folder; None where the file is no
        archive of these formats.
    Raises:
        ValueError: If it's broken or bigger than any data, or if a member is
            a device, or is or leads outside the folder.
    """
    with _telling_broken(path):
        archive = archive_members.open_archive(path, formats)
    if archive is None:
        return None
    with archive, _fresh_folder(folder) as fresh:
        with _telling_broken(path):
            _Unpacking(path, fresh).run(archive_members.members(archive))
        _refuse_clashes(path, fresh, folder)
        names = sorted(os.listdir(fresh))
        _merge(fresh, folder)
    return names


@contextlib.contextmanager
def _telling_broken(path: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        what, mend = "it's broken", "Fetch it again: `force_download=True`."
        if type(error) is RuntimeError:
            what, mend = "it's encrypted", "Unpack it by hand."
        raise _refused(path, what, f"{error!r}", mend) from error


@contextlib.contextmanager
def _fresh_folder(beside: str) -> Iterator[str]:
    fresh = os.path.join(beside, f".unpacking.{secrets.token_hex(4)}")
    os.mkdir(fresh)
    try:
        yield os.path.realpath(fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _refused(path: str, what: str, got: str, mend: str) -> ValueError:
    return ValueError(
        f"get_file: the archive {path!r} isn't unpacked: {what}. Expected "
        "files, folders and links inside one folder. Received: "
        f"{got}. {mend}"
    )


class _Unpacking:
    """One archive on its way into one new folder."""

    def __init__(self, path: str, root: str) -> None:
        self._path = path
        self._root = root
        self._left = max(_LEAST_BYTES, _MOST_TIMES * os.path.getsize(path))
        self._links: list[tuple[str, archive_members.Member]] = []

    def run(self, members: Iterator[archive_members.Member]) -> None:
        for member in members:
            with self._telling_clash(member):
                self._take(member)
        # All folders stand before the first link: none is made through one.
        for place, member in self._links:
            with self._telling_clash(member):
                os.makedirs(os.path.dirname(place), exist_ok=True)
        for place, member in self._links:
            self._link(place, member)
        for place, member in self._links:
            self._check_inside(place, member)

    def _take(self, member: archive_members.Member) -> None:
        self._spend(_MEMBER_BYTES, member)
        place = self._place(member)
        if member.kind == "folder":
            os.makedirs(place, exist_ok=True)
        elif member.kind == "link":
            self._links.append((place, member))
        elif member.kind == "file":
            self._write(place, member)
        else:
            raise self._unsafe(member, f"a member is a {member.kind}")

    @contextlib.contextmanager
    def _telling_clash(self, member: archive_members.Member) -> Iterator[None]:
        try:
            yield
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            what = "a file and a folder have one name"
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            what = "a name is too long"
        else:
            return
        raise self._unsafe(member, what)

    def _unsafe(self, member: archive_members.Member, what: str) -> ValueError:
        return _refused(
            self._path,
            what,
            f"member={member.name!r}",
            "Take it from somebody you trust, or unpack it by hand.",
        )

    def _spend(self, size: int, member: archive_members.Member) -> None:
        self._left -= size
        if self._left < 0:
            raise self._unsafe(member, "its files are too big for its size")

    def _place(self, member: archive_members.Member) -> str:
        name = member.name.replace(os.sep, "/")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        outside = (
            name.startswith("/")
            or ".." in parts
            or "\0" in name
            or os.path.splitdrive(member.name)[0]
        )
        if outside:
            raise self._unsafe(member, "a member is outside")
        return os.path.join(self._root, *parts)

    def _write(self, place: str, member: archive_members.Member) -> None:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        source = member.open()
        with source, open(place, "wb") as file:
            while block := source.read(1 << 20):
                self._spend(len(block), member)
                file.write(block)
        os.chmod(place, 0o755 if member.executable else 0o644)

    def _link(self, place: str, member: archive_members.Member) -> None:
        self._check_inside(os.path.dirname(place), member)
        if os.path.isabs(member.target) or os.path.lexists(place):
            raise self._unsafe(member, "a link leads outside or hides a file")
        if not member.target or "\0" in member.target:
            raise self._unsafe(member, "a link leads to nothing")
        with self._telling_clash(member):
            os.symlink(member.target, place)

    def _check_inside(self, place: str, member: archive_members.Member) -> None:
        # Strict: a path that is too long to follow, or that ends nowhere, is
        # an error, and not taken by its letters.
        try:
            real = os.path.realpath(place, strict=True)
            inside = os.path.commonpath([self._root, real]) == self._root
        except OSError:
            inside = False
        if not inside:
            raise self._unsafe(member, "a link leads outside, or to nothing")


def _refuse_clashes(path: str, fresh: str, folder: str) -> None:
    """Raises `ValueError` where a file would replace a folder, or be one."""
    with os.scandir(fresh) as entries:
        for entry in entries:
            place = os.path.join(folder, entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            is_link = os.path.islink(place) and not is_folder
            if is_link or not os.path.lexists(place):
                continue
            if is_folder != os.path.isdir(place):
                raise _refused(
                    path,
                    "a file and a folder have one name",
                    f"{place!r}",
                    "Pass another `fname`, or remove what is there.",
                )
            if is_folder:
                _refuse_clashes(path, entry.path, place)


def _merge(fresh: str, folder: str) -> None:
    """Moves what's in one folder into the other, a file at a time."""
    with os.scandir(fresh) as entries:
        for entry in list(entries):
            place = os.path.join(folder, entry.name)
            both = entry.is_dir(follow_symlinks=False) and os.path.isdir(place)
            if both:
                _merge(entry.path, place)
            else:
                os.replace(entry.path, place)
