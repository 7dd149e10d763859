"""The members of a zip archive that somebody else wrote: checked, then read.

Two programs can read one zip archive differently (local headers against the
directory, names twice, members that overlap); such archives are refused, and so
are small ones that unpack to much.
"""

import os
import stat
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from keras.saving.files import file_error

# Threat: bombs. Keras stores members unpacked; deflate reaches 1,032 to 1.
MAX_RATIO = 1_100
MAX_MEMBERS = 100_000
# Threat: many members that grow a little. Margin: Keras packs nothing, and
# each member has a closer limit where it is read.
SMALL = 256 * 2**20
GROWTH = 4
# Threat: memory. The config of a model of 10,000 layers takes 10 MB.
MAX_JSON_BYTES = 64 * 2**20
# Threat: paths longer than the system takes. A part in a part adds two.
MAX_DEPTH = 100
# What stands before a member; of it flags, method, check and both sizes.
_HEADER = struct.Struct("<4s2xHH4xLLL4x")
_BEHIND, _IN_64_BITS = 0x8, 0xFFFFFFFF  # Where sizes stand elsewhere.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
#: What `zipfile` raises of an archive, or a header, that is damaged. Some bytes
#: ask for a later version of zip.
BROKEN = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError)


def opened(
    path: str | os.PathLike, around: str | os.PathLike | None = None
) -> zipfile.ZipFile:
    """Opens an archive, and checks its directory.

    Args:
        path: It.
        around: The file that it came in, as a message calls it; None where it
            is the file itself.
    Raises:
        ModelFileError: If it isn't whole, or its members aren't what they
            should be.
    """
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise file_error.ModelFileError(
            around or path,
            "it isn't whole. Expected a zip archive up to its end, as "
            f"`model.save` writes. Received: {error}.",
        ) from error
    try:
        members = archive.infolist()
        _check(members, os.path.getsize(path), around or path)
        with open(path, "rb") as file:
            _check_headers(members, file, around or path)
    except BaseException:
        archive.close()
        raise
    return archive


def _check(members: list[zipfile.ZipInfo], num_bytes: int, path) -> None:
    names = [member.filename for member in members]
    if len(set(names)) != len(names) or len(names) > MAX_MEMBERS:
        raise _refusal(path, "names that occur twice", names[:5])
    # Those that nobody asks for, too.
    whole = sum(member.file_size for member in members)
    if whole > max(SMALL, GROWTH * num_bytes):
        raise _refusal(path, f"{whole:,} bytes of content", num_bytes)
    end = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.header_offset < end:
            raise _refusal(path, "members that overlap", member.filename)
        end = member.header_offset + _HEADER.size + member.compress_size
        if (
            member.flag_bits & _ENCRYPTED
            or member.compress_type not in _METHODS
            or stat.S_ISLNK(member.external_attr >> 16)
        ):
            raise _refusal(path, "a member in disguise", member.filename)
        if member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise _refusal(path, "a member that would grow", member.filename)


def _check_headers(members: list[zipfile.ZipInfo], file: BinaryIO, path):
    """Refuses members of which their header says another thing."""
    for member in members:
        file.seek(member.header_offset)
        header = file.read(_HEADER.size).ljust(_HEADER.size, b"\0")
        mark, flags, method, *numbers = _HEADER.unpack(header)
        told = (member.CRC, member.compress_size, member.file_size)
        agrees = flags & _BEHIND or all(
            number in (known, _IN_64_BITS)
            for number, known in zip(numbers, told, strict=True)
        )
        if mark != b"PK\3\4" or method != member.compress_type or not agrees:
            raise _refusal(path, "two descriptions of one", member.filename)


def _refusal(path, what: str, received) -> file_error.ModelFileError:
    return file_error.ModelFileError(
        path,
        f"it has {what}. Expected a zip archive as `model.save` writes. "
        f"Received: {str(received)[:120]!r}.",
    )


def member(
    archive: zipfile.ZipFile, name: str, path: str | os.PathLike
) -> zipfile.ZipInfo:
    """Returns what the directory says of a member.

    Raises:
        ModelFileError: If there is none of this name.
    """
    try:
        return archive.getinfo(name)
    except KeyError as error:
        raise file_error.ModelFileError(
            path,
            f"it has no {name!r}. Expected a Keras model. Received: an "
            f"archive with {archive.namelist()[:5]}.",
        ) from error


def read_small(
    archive: zipfile.ZipFile, name: str, path: str | os.PathLike
) -> bytes:
    """Returns the bytes of a member that holds text.

    Raises:
        ModelFileError: If it is missing, too large or damaged.
    """
    info = member(archive, name, path)
    if info.file_size > MAX_JSON_BYTES:
        raise _refusal(path, f"{info.file_size:,} bytes of text", name)
    try:
        with archive.open(info) as file:
            return file.read(MAX_JSON_BYTES)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise _damaged(path, name, error) from error
    except Exception as error:  # zlib.error has no public base
        raise _damaged(path, name, error) from error


def extract(
    archive: zipfile.ZipFile, folder: str, path: str | os.PathLike, to: str
) -> None:
    """Writes the members below a folder of the archive to one on the disk.

    Raises:
        ModelFileError: If a name leads elsewhere, or one is damaged.
    """
    for name in archive.namelist():
        if not name.startswith(f"{folder}/") or name.endswith("/"):
            continue
        inner = name[len(folder) + 1 :].split("/")
        if not all(map(is_plain, inner)) or len(inner) > MAX_DEPTH:
            raise _refusal(path, "a name that leads elsewhere", name)
        target = os.path.join(to, *inner)
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "xb") as file:
                copy(archive, name, path, file)
        except (FileExistsError, NotADirectoryError) as error:
            # A folder and a file of one name.
            raise _damaged(path, name, error) from error


def is_plain(name: str) -> bool:
    """Tells whether a part of a path is a name, on any system."""
    return (
        name not in ("", ".", "..")
        and not {"\\", "\0"} & set(name)
        and not os.path.splitdrive(name)[0]
    )


def copy(archive: zipfile.ZipFile, name: str, path, target: BinaryIO) -> int:
    """Writes a member to a file, and returns its size in bytes.

    Raises:
        ModelFileError: If it is missing or damaged.
        OSError: If the file, a temporary one, can't be written.
    """
    info = member(archive, name, path)
    for block in _blocks(archive, info, path):
        try:
            target.write(block)
            target.flush()
        except OSError as error:
            raise type(error)(
                error.errno,
                f"Can't unpack {name!r}: {error.strerror}. Expected space for "
                f"{info.file_size:,} bytes where temporary files are, "
                f"{tempfile.gettempdir()!r}. Set TMPDIR to another folder. "
                "Received",
                os.fspath(path),
            ) from error
    return info.file_size


def _blocks(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path
) -> Iterator[bytes]:
    try:
        with archive.open(info) as file:
            while block := file.read(2**20):
                yield block
    except Exception as error:
        raise _damaged(path, info.filename, error) from error


def _damaged(path, name: str, error) -> file_error.ModelFileError:
    return file_error.ModelFileError(
        path,
        f"{name!r} in it is damaged. Expected what was written. Received: "
        f"{error}. Take another copy of the file.",
    )
