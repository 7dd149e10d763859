"""Arrays in an HDF5 file: the layout of `.weights.h5` and `model.weights.h5`.

A part's arrays are the data sets `<path>/vars/0`, `1`, …; the same in tf_keras
and Keras 3. A user's layer may call them otherwise, with '/' too. Its name is
an attribute of `vars`, as in Keras 3; we add a checksum, an attribute that they
don't read.
"""

import dataclasses
import math
import zlib
from collections.abc import Iterable
from typing import NamedTuple

import h5py
import ml_dtypes
import numpy as np

from keras.backend import aligned_memory
from keras.saving.files import (
    h5_chunks,
    h5_links,
    h5_part_names,
    h5_strings,
)

VARS = "vars"
CHECKSUM = "keras_crc32"
# No part has this path.
BESIDE, _CONTENT = "beside-values", "zip"
_BFLOAT16 = ml_dtypes.bfloat16  # TensorFlow's own
# Threat: a few bytes that stand for many (CVE-2026-0897). Margin: zeros in a
# real model shrink, so some files may grow by much; small ones may anyway.
SMALL = 64 * 2**20
GROWTH = 4


class Entry(NamedTuple):
    """What a file gets of a part.

    Attributes:
        path: Where its arrays are to be, without `vars`.
        other_path: Where the file is to offer them too, or the same.
        arrays: The arrays by key.
        name: What the user calls it; None of what has no name.
    """

    path: str
    other_path: str
    arrays: dict[str, np.ndarray]
    name: str | None = None


@dataclasses.dataclass(eq=False)
class StoredArray:
    """A data set that hasn't been read.

    Attributes:
        shape: Its sizes.
        dtype: Its NumPy type.
    """

    dataset: h5py.Dataset
    shape: tuple[int, ...]
    dtype: np.dtype

    @property
    def num_bytes(self) -> int:
        """Its size in memory, in bytes."""
        if self.dtype == h5_strings.TEXT:
            return self.dataset.size
        return math.prod(self.shape) * self.dtype.itemsize

    def read(self) -> np.ndarray:
        """Returns the values; text as `bytes` in an array of objects.

        Raises:
            ValueError: If more memory would be taken than they need.
        """
        h5_chunks.require_bounded(self.dataset)
        is_plain = self.dtype.kind == "f" and self.dataset.dtype == self.dtype
        if is_plain and self.num_bytes >= aligned_memory.LEAST:
            values = aligned_memory.empty(self.dataset.shape, self.dtype)
            self.dataset.read_direct(values)
            return values.reshape(self.shape)
        values = self.dataset[()]
        if self.dtype == h5_strings.TEXT:
            return h5_strings.unpacked(values, self.shape)
        return np.asarray(values).view(self.dtype).reshape(self.shape)


@dataclasses.dataclass(eq=False)
class StoredPart:
    """The arrays of one part of a model.

    Attributes:
        path: Where they are, without `vars`.
        other_paths: Where the file offers them too.
        arrays: The arrays by key.
        checksum: Of the arrays, where we wrote them; else None.
        name: What the user called it; None where the file doesn't say.
    """

    path: str
    other_paths: list[str]
    arrays: dict[str, StoredArray]
    checksum: int | None
    name: str | None

    def read(self) -> dict[str, np.ndarray]:
        """Returns the values by key.

        Raises:
            ValueError: If they aren't what was written.
        """
        values = {key: array.read() for key, array in self.arrays.items()}
        if self.checksum is not None and self.checksum != checksum(values):
            raise ValueError(
                f"the values of {self.path or 'the model'!r} are damaged. "
                f"Expected the checksum {self.checksum}. Received: "
                f"{checksum(values)}. Take another copy of the file."
            )
        return values


@dataclasses.dataclass(eq=False)
class _PartOfPieces(StoredPart):
    """A part of which several files have arrays.

    Attributes:
        pieces: What each of them has, with its own checksum.
    """

    pieces: list[StoredPart]

    def read(self) -> dict[str, np.ndarray]:
        """Returns the values by key, of all files."""
        return {k: v for piece in self.pieces for k, v in piece.read().items()}


def merged(parts: Iterable[StoredPart]) -> list[StoredPart]:
    """Returns parts of several files, each once.

    Args:
        parts: Those of all files.
    Raises:
        ValueError: If two files have the same array.
    """
    pieces: dict[str, list[StoredPart]] = {}
    for part in parts:
        pieces.setdefault(part.path, []).append(part)
    return [
        found[0] if len(found) == 1 else _of_pieces(path, found)
        for path, found in pieces.items()
    ]


def _of_pieces(path: str, pieces: list[StoredPart]) -> StoredPart:
    arrays = {k: a for piece in pieces for k, a in piece.arrays.items()}
    if len(arrays) < sum(len(piece.arrays) for piece in pieces):
        raise ValueError(
            f"two files have arrays of {path or 'the model'!r} under one key. "
            f"Expected each once. Received: keys={sorted(arrays)[:20]}."
        )
    others = {other: None for piece in pieces for other in piece.other_paths}
    name = pieces[0].name
    return _PartOfPieces(path, list(others), arrays, None, name, pieces)


def write(file: h5py.File, parts: Iterable[Entry]) -> None:
    """Writes the arrays of parts, each under two paths.

    Args:
        file: An empty, writable file.
        parts: What it gets.
    Raises:
        ValueError: If a key can't be one in a file.
        TypeError: If an array is of no type of HDF5's.
    """
    others = []
    for path, other, values, called in parts:
        _check_keys(path, values)
        group = file.require_group(_vars_of(path))
        h5_part_names.write(group, called)
        arrays = {key: np.asarray(value) for key, value in values.items()}
        for key, array in arrays.items():
            _write_array(group, key, array, path)
        if arrays:
            group.attrs[CHECKSUM] = np.uint32(checksum(arrays))
            if other != path:
                others.append((path, other))
    for path, other in others:
        if _vars_of(other) not in file:
            file[_vars_of(other)] = file[_vars_of(path)]


def _vars_of(path: str) -> str:
    return f"{path}/{VARS}" if path else VARS


def _check_keys(path: str, keys: Iterable[str]) -> None:
    """Raises if a key would lead elsewhere than into its part's group."""
    whole = set(keys)
    for key in whole:
        is_text = isinstance(key, str)
        names = key.split("/") if is_text else []
        above = {"/".join(names[:count]) for count in range(1, len(names))}
        if is_text and h5_links.is_plain(key) and not above & whole:
            continue
        raise ValueError(
            f"An array of {path or 'the model'!r} can't be written to HDF5 "
            "under its key. Expected text, names with '/' between them, none "
            "of them empty or '.'; and no 'a' beside 'a/b'. Received: "
            f"key={key!r}, of {sorted(map(str, whole))[:20]}. Give it another "
            "in `save_own_variables`."
        )


def _write_array(group, key: str, array: np.ndarray, path: str) -> None:
    if array.dtype == _BFLOAT16:
        # HDF5 has no such type: two bytes, and a note, as in Keras 3.
        stored = group.create_dataset(key, data=array.view("V2"))
        stored.attrs["dtype"] = np.bytes_("bfloat16")
        return
    if h5_strings.is_text(array):
        h5_strings.write(group, key, array)
        return
    if array.dtype.kind not in "biufc":
        raise TypeError(
            f"Can't write variable {key!r} of {path or 'the model'!r} to HDF5. "
            f"Expected numbers or strings. Received: dtype={array.dtype}."
        )
    group.create_dataset(key, data=array)


def write_bytes(file: h5py.File, content: bytes) -> None:
    """Writes bytes of another format beside the arrays of parts.

    Args:
        file: A writable file.
        content: The bytes; nothing is written for none.
    """
    if content:
        group = file.create_group(BESIDE)
        row = np.frombuffer(content, np.uint8)
        group.create_dataset(_CONTENT, data=row)
        group.attrs[CHECKSUM] = np.uint32(checksum({_CONTENT: row}))


def read_bytes(file: h5py.File) -> bytes:
    """Returns what `write_bytes` wrote; none where it wrote nothing.

    Raises:
        ValueError: If it's damaged.
    """
    group = h5_links.group_at(file, BESIDE)
    if group is None:
        return b""
    return _part(BESIDE, group).read()[_CONTENT].tobytes()


def checksum(values: dict[str, np.ndarray]) -> int:
    """Returns the CRC-32 of arrays: keys, types, shapes and bytes."""
    crc = 0
    for key in sorted(values):
        array = np.ascontiguousarray(values[key])
        if not array.dtype.isnative:  # Of the numbers, in whatever order.
            array = array.astype(array.dtype.newbyteorder("="))
        name = array.dtype.name
        if h5_strings.is_text(array):
            array, name = h5_strings.packed(array), "text"
        head = f"{key} {name} {np.shape(values[key])}"
        crc = zlib.crc32(head.encode(), crc)
        crc = zlib.crc32(array.reshape(-1).view(np.uint8), crc)
    return crc


def stored_parts(file: h5py.File, num_bytes: int) -> list[StoredPart]:
    """Lists what a file has; no values are read.

    Args:
        file: A file opened for reading.
        num_bytes: Its size.
    Raises:
        ValueError: If it has links out, or holds less than it claims.
    """
    found: dict[object, StoredPart] = {}
    names = h5_part_names.PartNames(file.filename, _allowed(num_bytes))
    for path, group in h5_links.groups_named(file, VARS, _is_of_part):
        key = h5py.h5o.get_info(group.id).addr
        if key in found:
            found[key].other_paths.append(path)
            continue
        found[key] = _part(path, group, names.of(group))
    check_claim(
        (array for part in found.values() for array in part.arrays.values()),
        num_bytes,
    )
    return list(found.values())


def _is_of_part(group: h5py.Group) -> bool:
    """Tells whether a group called `vars` has the arrays of what it is in.

    In a list, a part of a class `Vars` is called so too: its own arrays are in
    `vars/vars`. Those of a layer that calls them `vars/0`, as a user may, stand
    beside what a part's group says of it.
    """
    if not isinstance(h5_links.at(group, VARS), h5py.Group):
        return True
    return any(
        h5py.h5a.exists(group.id, name.encode())
        for name in (CHECKSUM, h5_part_names.NAME)
    )


def check_claim(arrays: Iterable[StoredArray], num_bytes: int) -> None:
    """Raises `ValueError` if arrays take more than a file may stand for.

    Args:
        arrays: All that is to be read of it.
        num_bytes: The file's size.
    """
    claimed = sum(array.num_bytes for array in arrays)
    allowed = _allowed(num_bytes)
    if claimed > allowed:
        raise ValueError(
            f"its arrays would take {claimed:,} bytes. Expected at most "
            f"{allowed:,} in a file of {num_bytes:,} bytes."
        )


def _allowed(num_bytes: int) -> int:
    return max(SMALL, GROWTH * num_bytes)


def _part(path: str, group: h5py.Group, name: str | None = None) -> StoredPart:
    arrays = {key: stored_array(d) for key, d in h5_links.datasets(group)}
    return StoredPart(path, [], arrays, checksum_of(group), name)


def stored_array(dataset: h5py.Dataset) -> StoredArray:
    """Returns a data set that hasn't been read.

    Args:
        dataset: One of a file, its links looked at.
    Raises:
        ValueError: If it isn't an array of numbers or strings.
    """
    dtype = h5_links.numpy_type(dataset)
    shape = h5_strings.shape_of(dataset)
    if shape is not None:
        return StoredArray(dataset, shape, h5_strings.TEXT)
    if dtype == np.dtype("V2") and "dtype" in dataset.attrs:
        dtype = np.dtype(_BFLOAT16)
    elif dtype.kind not in "biufc":
        raise ValueError(
            f"{dataset.name!r} isn't an array of numbers or strings. Expected "
            f"such a type. Received: dtype={dtype}."
        )
    return StoredArray(dataset, tuple(dataset.shape), dtype)


def checksum_of(group: h5py.Group, name: str = CHECKSUM) -> int | None:
    """Returns the checksum that a group has of its arrays, or None.

    Args:
        group: A group of a file, or the file.
        name: The attribute. Default: that of arrays.
    Raises:
        ValueError: If it's damaged itself.
    """
    if not h5py.h5a.exists(group.id, name.encode()):
        return None
    attribute = h5py.h5a.open(group.id, name.encode())
    # Another type than what we write could send libhdf5 into an endless loop.
    dtype = h5_links.numpy_type(attribute)
    if attribute.shape != () or dtype != np.dtype("<u4"):
        raise ValueError(
            f"{group.name!r} has a damaged checksum. Expected a number of 32 "
            f"bits. Received: dtype={dtype}."
        )
    value = np.zeros((), "<u4")
    attribute.read(value)
    return int(value)


def natural_order(parts: Iterable[StoredPart]) -> list[StoredPart]:
    """Returns parts so that `dense_10` comes after `dense_2`."""
    return sorted(parts, key=lambda part: natural_key(part.path))


def natural_key(path: str) -> list[tuple]:
    """Returns what paths are sorted by so that numbers are in order."""
    words = path.replace("/", "_/_").split("_")
    return [(1, int(w)) if w.isdecimal() else (0, w) for w in words]
