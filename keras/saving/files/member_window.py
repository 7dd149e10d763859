"""A member of an archive, to be read from anywhere.

One that isn't packed is read where it stands: so what is in a large one is told
without a copy of it. Keras packs nothing; others may.
"""

import contextlib
import io
import os
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from keras.saving.files import archive_entries, file_error

# The lengths of what stands between a member's header and its bytes.
_HEADER_BYTES, _LENGTHS_AT = 30, 26


class _Window(io.RawIOBase):
    """Some bytes of a file, as a file.

    Args:
        file: It, opened for reading.
        start: Where they begin.
        size: How many they are.
    """

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._place}
        self._place = origin.get(whence, self._size) + offset
        return self._place

    def readinto(self, buffer) -> int:
        wanted = min(len(buffer), max(self._size - self._place, 0))
        self._file.seek(self._start + self._place)
        read = self._file.readinto(memoryview(buffer)[:wanted])
        self._place += read
        return read


@contextlib.contextmanager
def opened(
    archive: zipfile.ZipFile, name: str, path: str | os.PathLike
) -> Iterator[BinaryIO]:
    """Opens a member to be read from anywhere.

    Args:
        archive: The archive, opened by `archive_entries`.
        name: The member.
        path: The archive's file.
    Raises:
        ModelFileError: If there is none, or it's damaged.
    """
    info = archive_entries.member(archive, name, path)
    if info.compress_type != zipfile.ZIP_STORED:
        with tempfile.TemporaryFile() as copy:
            archive_entries.copy(archive, name, path, copy)
            copy.seek(0)
            yield copy
        return
    try:
        archive.open(info).close()  # Both of its headers say the same.
    except archive_entries.BROKEN as error:
        raise file_error.ModelFileError(
            path, f"{name!r} in it is damaged. Received: {error}."
        ) from error
    with open(path, "rb", buffering=0) as file:
        file.seek(info.header_offset)
        lengths = struct.unpack_from(
            "<HH", file.read(_HEADER_BYTES), _LENGTHS_AT
        )
        start = info.header_offset + _HEADER_BYTES + sum(lengths)
        yield _Window(file, start, info.file_size)
