"""The heap of an HDF5 file in which its strings of any length are.

HDF5's library takes the lengths in it as they are: one changed byte sends it
into an endless loop. And many references to one long string would take much
more memory than the file. So the heap is looked over before a string is read.
"""

import mmap
import os
import struct

# Version 1 of a collection of objects: the only one that there is.
_MARK = b"GCOL\x01\0\0\0"
_HEAD = 16
# Strings up to that are what names are; longer ones are looked for.
_SHORT = 2**16
_MAX_LONG = 256


def check(path: str | os.PathLike, allowed: int) -> None:
    """Looks over the heap of a file.

    Args:
        path: The file.
        allowed: Bytes that long strings may take in all, counted by reference.
    Raises:
        ValueError: If it's damaged, or stands for more.
    """
    with open(path, "rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            _check_long(content, _long_objects(content), allowed)


def _long_objects(content: mmap.mmap) -> list[tuple[int, int, int]]:
    """Returns `(address, number, size)` of the long strings."""
    found = []
    address = content.find(_MARK)
    while address >= 0:
        found += [
            (address, number, size)
            for number, size in _objects(content, address)
            if size > _SHORT
        ]
        address = content.find(_MARK, address + len(_MARK))
    return found


def _objects(content: mmap.mmap, address: int):
    """Yields number and size of the objects in a collection."""
    size = _number(content, address + 8)
    end = address + size
    if size < _HEAD or end > len(content):
        raise _damaged(address, f"a collection of {size:,} bytes")
    place = address + _HEAD
    while end - place >= _HEAD:
        number = struct.unpack_from("<H", content, place)[0]
        size = _number(content, place + 8)
        # What is free is counted with its head; an object is rounded up.
        taken = size if number == 0 else _HEAD + (size + 7) // 8 * 8
        if not _HEAD <= taken <= end - place:
            raise _damaged(place, f"an object of {size:,} bytes")
        if number:
            yield number, size
        place += taken


def _number(content: mmap.mmap, place: int) -> int:
    if place + 8 > len(content):
        raise _damaged(place, "the end of the file")
    return struct.unpack_from("<Q", content, place)[0]


def _check_long(content: mmap.mmap, objects: list, allowed: int) -> None:
    if len(objects) > _MAX_LONG:
        raise ValueError(
            f"it has {len(objects):,} strings of more than {_SHORT:,} bytes. "
            f"Expected at most {_MAX_LONG}."
        )
    claimed = sum(
        size * _occurrences(content, struct.pack("<QI", address, number))
        for address, number, size in objects
    )
    if claimed > allowed:
        raise ValueError(
            f"its strings would take {claimed:,} bytes. Expected at most "
            f"{allowed:,} in a file of {len(content):,} bytes."
        )


def _occurrences(content: mmap.mmap, reference: bytes) -> int:
    count, place = 0, content.find(reference)
    while place >= 0:
        count += 1
        place = content.find(reference, place + 1)
    return count


def _damaged(place: int, received: str) -> ValueError:
    return ValueError(
        f"its strings are damaged at byte {place:,}. Expected objects inside "
        f"of their collection. Received: {received}. Take another copy of the "
        "file."
    )
