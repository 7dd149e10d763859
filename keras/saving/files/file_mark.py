"""What kind of local file there is, by its first bytes."""

import os

from keras.saving.files import file_error

ARCHIVE = "a zip archive"
HDF5 = "an HDF5 file"
JSON = "a JSON text"
UNKNOWN = "something else"
_HDF5_MARK = b"\x89HDF\r\n\x1a\n"
_ZIP_MARK = b"PK\x03\x04"
_LFS_MARK = b"version https://git-lfs"
# Bytes of a file that a message shows.
_SHOWN = 24


def of(path: str | os.PathLike) -> str:
    """Tells which of these a file is.

    Args:
        path: The file, on a local disk.
    Raises:
        ModelFileError: If nothing is there, or it can't be opened.
    """
    try:
        with open(path, "rb") as file:
            start = file.read(len(_HDF5_MARK))
    except FileNotFoundError as error:
        raise file_error.ModelFileNotFoundError(
            path, "it isn't there. Expected a file that was saved before."
        ) from error
    except OSError as error:
        raise file_error.ModelFileError(
            path, f"it can't be opened. Received: {error}."
        ) from error
    if start == _HDF5_MARK:
        return HDF5
    if start.startswith(_ZIP_MARK):
        return ARCHIVE
    return JSON if start.lstrip().startswith(b"{") else UNKNOWN


def described(path: str | os.PathLike) -> str:
    """Says what is in a file that is none of these.

    Args:
        path: The file.
    """
    with open(path, "rb") as file:
        start = file.read(512)
    if not start:
        return "an empty file"
    if start.startswith(_LFS_MARK):
        return (
            "what Git LFS has in place of the file; `git lfs pull` fetches it"
        )
    if any(mark in start.lower() for mark in (b"<html", b"<!doctype html")):
        return "a page of the web, in place of the file; download it anew"
    return f"bytes that begin with {start[:_SHOWN]!r}"
