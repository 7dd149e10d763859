"""Where published data sets are, and the arrays in their files."""

import gzip
import math
import os
import zipfile
import zlib
from typing import IO

import numpy as np

from keras.datasets import pickled_data
from keras.utils import data_fetch

ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


def fetch(
    path: str | os.PathLike,
    name: str,
    file_hash: str | None,
    cache_dir: str | os.PathLike | None = None,
    cache_subdir: str = "datasets",
) -> str:
    """Gives the path of a published file.

    Args:
        path: Its name in the cache, or the absolute path of a file of one's
            own.
        name: Its name on the server.
        file_hash: Its hash, or None where none was published.
        cache_dir: The cache, or None for the usual one.
        cache_subdir: Folder in the cache.
    """
    return data_fetch.get_file(
        path,
        ADDRESS + name,
        file_hash=file_hash,
        cache_subdir=cache_subdir,
        cache_dir=cache_dir,
    )


def arrays(path: str, *names: str) -> list[np.ndarray]:
    """Reads arrays of an .npz file; arrays of objects as data, too.

    Args:
        path: The file.
        names: The arrays' names.
    Raises:
        ValueError: If the file is broken, lacks one, or holds more than data.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [_array(archive, name, path) for name in names]
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        expected = f"an .npz file with {', '.join(names)}"
        raise _broken(path, expected, error) from error


def _array(archive: zipfile.ZipFile, name: str, path: str) -> np.ndarray:
    with archive.open(f"{name}.npy") as file:
        try:
            shape, dtype = _header(file)
        except ValueError as error:
            raise _broken(path, f"{name} to be an array", error) from error
        if dtype.hasobject:
            made = pickled_data.load(file, path)
            if isinstance(made, np.ndarray) and made.shape == shape:
                return made
            raise _broken(path, f"{name} to be an array {shape}", type(made))
        held = archive.getinfo(f"{name}.npy").file_size
        if math.prod(shape) * dtype.itemsize > held:
            raise _broken(path, f"{name} of shape {shape}", f"{held} bytes")
    with archive.open(f"{name}.npy") as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    read = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[np.lib.format.read_magic(file)]
    shape, _, dtype = read(file)
    return shape, dtype


def idx(path: str) -> np.ndarray:
    """Reads a gzipped IDX file of bytes: a header with its shape, then those.

    Raises:
        ValueError: If the file is broken.
    """
    try:
        with gzip.open(path) as file:
            data = file.read()
    except (OSError, EOFError, zlib.error) as error:
        raise _broken(path, "a gzipped IDX file", error) from error
    ndim = data[3] if data[:3] == b"\0\0\x08" and len(data) > 3 else 0
    first = 4 + 4 * ndim
    sizes = [data[i : i + 4] for i in range(4, first, 4)]
    shape = tuple(int.from_bytes(size, "big") for size in sizes)
    if not ndim or len(data) - first != math.prod(shape):
        raise _broken(path, "an IDX file of bytes", f"{len(data)} bytes")
    return np.frombuffer(data, np.uint8, offset=first).reshape(shape).copy()


def _broken(path: str, expected: str, got: object) -> ValueError:
    return ValueError(
        f"load_data: {path!r} can't be read. Expected {expected}. Received: "
        f"{got!r}. Remove the file, so that it's fetched again."
    )
