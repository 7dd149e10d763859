"""What a tar or zip archive holds, in one form for both."""

import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True)
class Member:
    """A file, folder or symbolic link of an archive.

    Attributes:
        name: Its path as the archive gives it.
        kind: 'file', 'folder', 'link', or what else it is.
        executable: Whether its owner may run it.
        open: Opens what it holds; None where it holds nothing. A hard link is
            a file that holds what it leads to.
    """

    name: str
    kind: str
    executable: bool
    open: Callable[[], IO[bytes] | None]
    target: str = ""


def open_archive(
    path: str, formats: str | list[str] | tuple[str, ...] | None
) -> tarfile.TarFile | zipfile.ZipFile | None:
    """Opens an archive, or tells by None that it's none of the formats."""
    if formats == "auto":
        formats = ("tar", "zip")
    for name in (formats,) if isinstance(formats, str) else formats or ():
        if name not in ("tar", "zip"):
            raise ValueError(
                "get_file: the archive's format isn't known. Expected "
                "archive_format to be 'auto', 'tar', 'zip', a list of them, or "
                f"None. Received: archive_format={formats!r}."
            )
        if name == "tar" and tarfile.is_tarfile(path):
            return tarfile.open(path)
        if name == "zip" and zipfile.is_zipfile(path):
            return zipfile.ZipFile(path)
    return None


def members(archive: tarfile.TarFile | zipfile.ZipFile) -> Iterator[Member]:
    """Goes through an open archive in its order."""
    if isinstance(archive, tarfile.TarFile):
        for entry in archive:
            yield _tar_member(archive, entry)
    else:
        for entry in archive.infolist():
            yield _zip_member(archive, entry)


def _tar_member(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Member:
    if entry.isdir():
        kind = "folder"
    elif entry.issym():
        kind = "link"
    else:
        kind = "file" if entry.isfile() or entry.islnk() else "device or pipe"
    return Member(
        entry.name,
        kind,
        bool(entry.mode & stat.S_IXUSR),
        lambda: archive.extractfile(entry),
        entry.linkname,
    )


def _zip_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    mode = entry.external_attr >> 16
    target = ""
    if entry.is_dir():
        kind = "folder"
    elif stat.S_ISLNK(mode):
        kind = "link"
        with archive.open(entry) as file:
            target = os.fsdecode(file.read(4096))
    else:
        plain = stat.S_IFMT(mode) in (0, stat.S_IFREG)
        kind = "file" if plain else "device or pipe"
    return Member(
        entry.filename,
        kind,
        bool(mode & stat.S_IXUSR),
        lambda: archive.open(entry),
        target,
    )
