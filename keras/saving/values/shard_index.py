"""The index of values in several files: which of them has what.

JSON: `{"metadata": {"total_size": bytes}, "weight_map": {group: [file, …]}}`,
as Keras 3 writes it. In the metadata we add the mark of the save, which each of
the files has too.
"""

import json
import os
from collections.abc import Mapping, Sequence

from keras.saving.config import nesting
from keras.saving.files import archive_entries, file_error, shard_mark

_METADATA, _SIZE, _MAP = "metadata", "total_size", "weight_map"
# Threat: handles of open files.
MAX_SHARDS = 500


def packed(
    groups: Mapping[str, Sequence[str]], num_bytes: int, mark: str
) -> bytes:
    """Returns the text of an index.

    Args:
        groups: The names of the files that have arrays of each group.
        num_bytes: What all arrays take.
        mark: The save's, which the files have too.
    """
    metadata = {_SIZE: num_bytes, shard_mark.NAME: mark}
    index = {_METADATA: metadata, _MAP: groups}
    return json.dumps(index, indent=4).encode()


def is_index(path: str | os.PathLike) -> bool:
    """Tells whether a JSON file is an index; a damaged one isn't."""
    try:
        return isinstance(_read(path).get(_MAP), dict)
    except (OSError, ValueError):
        return False


def shards_of(path: str | os.PathLike) -> list[str]:
    """Returns the places of the files that an index names.

    They are beside it; where the index is a link, beside it or beside what it
    leads to.

    Args:
        path: The index.
    Raises:
        ModelFileError: If it isn't one, or names what isn't a file beside it,
            or is one of another save.
    """
    index = _read(path)
    names = _names_in(index, path)
    folder = _folder_of(os.fspath(path), names)
    for name in names:
        if not archive_entries.is_plain(name) or "/" in name:
            raise file_error.ModelFileError(
                path,
                "it names a file elsewhere. Expected names of files beside it. "
                f"Received: {name[:80]!r}.",
            )
        if not os.path.isfile(os.path.join(folder, name)):
            raise file_error.ModelFileError(
                path,
                f"{name[:80]!r}, which it names, isn't beside it. Expected all "
                f"{len(names)} files of the model.",
            )
    places = [os.path.join(folder, name) for name in names]
    shard_mark.require_one(places, _mark(index), path)
    return places


def names_of(path: str | os.PathLike) -> list[str]:
    """Returns the names in an index; none where it's no index, or isn't."""
    try:
        return _names_in(_read(path), path)
    except (OSError, ValueError):
        return []


def _folder_of(path: str, names: list[str]) -> str:
    folder = os.path.dirname(os.path.abspath(path))
    if all(os.path.exists(os.path.join(folder, name)) for name in names):
        return folder
    return os.path.dirname(os.path.realpath(path))


def _mark(index: dict) -> str | None:
    metadata = index.get(_METADATA)
    mark = metadata.get(shard_mark.NAME) if isinstance(metadata, dict) else None
    return None if mark is None else str(mark)


def _names_in(index: dict, path: str | os.PathLike) -> list[str]:
    found = index.get(_MAP)
    if not isinstance(found, dict):
        raise _no_index(path, f"JSON with {sorted(index)[:5]}")
    listed = [n if isinstance(n, list) else [n] for n in found.values()]
    names = list(dict.fromkeys(str(one) for each in listed for one in each))
    if len(names) > MAX_SHARDS:
        raise _no_index(path, f"{len(names):,} files")
    return names


def _read(path: str | os.PathLike) -> dict:
    if os.path.getsize(path) > archive_entries.MAX_JSON_BYTES:
        raise _no_index(path, "a file that is too long")
    with open(path, "rb") as file:
        text = file.read()
    try:
        index = nesting.from_json(text)
    except ValueError as error:
        raise _no_index(path, str(error)) from error
    if not isinstance(index, dict):
        raise _no_index(path, f"a {type(index).__name__}")
    return index


def _no_index(path, received: str) -> file_error.ModelFileError:
    return file_error.ModelFileError(
        path,
        f"it tells no files of values. Expected an index with {_MAP!r}, of at "
        f"most {MAX_SHARDS} files, as `save_weights` writes. Received: "
        f"{received}.",
    )
