"""`.weights.json` and its files: the values of a model in files of some size.

The layout is Keras 3's: `<name>.weights.json` says which of the files
`<name>_00000.weights.h5`, … have arrays of which part; each is like a file of
all values. An array is in one file, a part may be in several.

Files that are there keep their names and their bytes: new ones get others, so
that the index, which is replaced last, always tells files of one model. All
have the mark of their save, by which a copy of another's is found. They are
written in a folder of the save's own, which a later save clears away if this
one is killed. Of the files that the older index named, its own go.
"""

import contextlib
import os
import re
import secrets
import shutil
import warnings
from collections.abc import Iterator

import h5py
import numpy as np

from keras.saving.files import (
    atomic_file,
    h5_store,
    leftovers,
    local_copy,
    shard_mark,
)
from keras.saving.formats import options as options_module
from keras.saving.values import (
    assets,
    model_values,
    shard_index,
    variable_paths,
)

ENDING, _SHARD = ".weights.json", ".weights.h5"
_GIB = 2**30


def index_of(path, max_shard_size: float) -> str:
    """Returns the path of the index, for a path that a user gave.

    Args:
        path: The path; one of a single file gets the ending of an index.
        max_shard_size: GiB that a file may take.
    Raises:
        ValueError: If it's another path, or the size is no size.
    """
    is_number = isinstance(max_shard_size, (int, float))
    if not is_number or not 0 < max_shard_size < float("inf"):
        raise ValueError(
            "save_weights: a file of several has no such size. Expected GiB, a "
            f"number above 0. Received: max_shard_size={max_shard_size!r}."
        )
    path = os.fspath(local_copy.path_of("save_weights", path))
    if path.endswith(_SHARD):
        changed = path.removesuffix(_SHARD) + ENDING
        warnings.warn(
            f"save_weights: with max_shard_size the file is {changed!r}, and "
            f"the values are in others beside it. Expected a path that ends "
            f"with {ENDING!r}. Received: {path!r}.",
            stacklevel=4,
        )
        return changed
    if not path.endswith(ENDING) or local_copy.is_remote(path):
        raise ValueError(
            "save_weights: values can't be in several files there. Expected a "
            f"local path that ends with {ENDING!r}. Received: {path!r}, "
            f"max_shard_size={max_shard_size}."
        )
    return path


def save(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes a model's values to files, and the index when they are whole."""
    if options.max_shard_size is None:
        raise ValueError(
            "save_weights: the size of a file isn't told. Expected GiB for a "
            f"path that ends with {ENDING!r}. Received: max_shard_size=None. "
            f"Pass it, or a path that ends with {_SHARD!r}."
        )
    path = os.path.realpath(os.fspath(path))
    folder, name = os.path.split(path)
    found = variable_paths.parts(model)
    entries = model_values.entries(model, found, options.include_optimizer)
    shards = list(_split(entries, int(options.max_shard_size * _GIB)))
    if len(shards) > shard_index.MAX_SHARDS:
        raise ValueError(
            f"save_weights: the values would be in {len(shards):,} files. "
            f"Expected at most {shard_index.MAX_SHARDS}. Received: "
            f"max_shard_size={options.max_shard_size}."
        )
    beside = assets.packed(found)
    older = _own_shards(path)
    names = _free_names(folder, name.removesuffix(ENDING), len(shards))
    mark = shard_mark.new()
    with (
        _removed_on_failure(folder, names),
        atomic_file.replacing(path, options.overwrite) as index,
    ):
        with _room(path) as room:
            for one, shard in zip(names, shards):
                is_last = shard is shards[-1]
                place = os.path.join(room, one)
                _write_shard(place, shard, beside if is_last else b"", mark)
            for one in names:
                os.replace(os.path.join(room, one), os.path.join(folder, one))
        atomic_file.sync_folder(folder)
        groups = _groups(dict(zip(names, shards)))
        if beside:
            groups[f"/{h5_store.BESIDE}"] = names[-1:]
        index.write(shard_index.packed(groups, _num_bytes(shards), mark))
    for one in older:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(folder, one))


def _split(entries: list, limit: int) -> Iterator[list]:
    """Yields entries so that the arrays of each list take so many bytes."""
    shard: list[h5_store.Entry] = []
    left = limit
    for path, _, arrays, name in entries:
        piece: dict[str, np.ndarray] = {}
        for key, value in arrays.items():
            array = np.asarray(value)
            if array.nbytes > limit:
                raise ValueError(
                    f"save_weights: array {key!r} of {path or 'the model'!r} "
                    f"is larger than a file may be. Expected at most {limit:,} "
                    f"bytes. Received: {array.nbytes:,}. Pass a "
                    "`max_shard_size` of at least "
                    # Two digits may be less by a twentieth.
                    f"{1.06 * array.nbytes / _GIB:.2g}."
                )
            if array.nbytes > left:
                yield [*shard, h5_store.Entry(path, path, piece, name)]
                shard, piece, left = [], {}, limit
            piece[key] = array
            left -= array.nbytes
        if piece or not arrays:
            shard.append(h5_store.Entry(path, path, piece, name))
    yield shard


def _write_shard(place: str, entries: list, beside: bytes, mark: str) -> None:
    with open(place, "xb+") as file:
        with h5py.File(file, "w") as opened:
            h5_store.write(opened, entries)
            h5_store.write_bytes(opened, beside)
            shard_mark.write(opened, mark)
        os.fsync(file.fileno())


def _groups(shards: dict[str, list]) -> dict[str, list[str]]:
    """Returns the files that have arrays of each part."""
    groups: dict[str, list[str]] = {}
    for name, entries in shards.items():
        for path, _, arrays, _ in entries:
            if arrays:
                group = f"/{path}/{h5_store.VARS}".replace("//", "/")
                groups.setdefault(group, []).append(name)
    return groups


def _num_bytes(shards: list[list]) -> int:
    return sum(
        array.nbytes
        for entries in shards
        for entry in entries
        for array in entry.arrays.values()
    )


def _own_shards(path: str) -> list[str]:
    """Returns those files of the index at `path` that were written for it.

    A copy of another's index names that one's files.
    """
    stem = re.escape(os.path.basename(path).removesuffix(ENDING))
    pattern = re.compile(rf"{stem}(_[0-9a-f]{{8}})?_\d{{5}}{_SHARD}")
    return list(filter(pattern.fullmatch, shard_index.names_of(path)))


def _free_names(folder: str, stem: str, count: int) -> list[str]:
    def named(stem: str) -> list[str]:
        return [f"{stem}_{i:05d}{_SHARD}" for i in range(count)]

    names = named(stem)
    while any(os.path.lexists(os.path.join(folder, name)) for name in names):
        names = named(f"{stem}_{secrets.token_hex(4)}")
    return names


@contextlib.contextmanager
def _room(path: str) -> Iterator[str]:
    """Makes a folder beside a file for the time of a save."""
    room = leftovers.new_name(path)
    os.mkdir(room)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


@contextlib.contextmanager
def _removed_on_failure(folder: str, names: list[str]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(folder, name))
        raise


def load(
    model, path: str | os.PathLike, options: options_module.ValuesReading
) -> None:
    """Sets a model's values to those of the files that an index names."""
    places = shard_index.shards_of(path)
    model_values.read(
        [(place, os.path.getsize(place)) for place in places],
        path,
        model,
        options.skip_mismatch,
        options.include_optimizer,
    )
