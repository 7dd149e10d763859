"""The `.keras` archive."""

import os
import pathlib
import zipfile

import h5py

from keras.cli.inspection import description, facts, hdf5_facts
from keras.saving.config import json_object
from keras.saving.files import archive_entries, file_error, member_window

_METADATA, _CONFIG, _VALUES = "metadata.json", "config.json", "model.weights.h5"
_ASSETS = "assets/"
# What could be taken for a program, or hold one.
_PROGRAMS = (".dll", ".exe", ".pickle", ".pkl", ".py", ".pyc", ".sh", ".so")


def read(path: str | os.PathLike) -> facts.Facts:
    """Returns what an archive is, or a folder with its parts.

    Raises:
        ModelFileError: If it isn't whole, or no model's.
    """
    if os.path.isdir(path):
        return _of_folder(path)
    with archive_entries.opened(path) as archive:
        names = archive.namelist()
        texts = {
            name: archive_entries.read_small(archive, name, path)
            for name in (_CONFIG, _METADATA)
            if name in names or name == _CONFIG
        }
        arrays, unsafe = _arrays(archive, path)
    size = os.path.getsize(path)
    return _facts(path, size, names, texts, arrays, unsafe)


def _of_folder(path: str | os.PathLike) -> facts.Facts:
    places = {
        os.path.relpath(os.path.join(above, name), path): os.path.join(
            above, name
        )
        for above, _, names in os.walk(path)
        for name in names
    }
    links = [name for name, place in places.items() if os.path.islink(place)]
    if links:
        raise file_error.ModelFileError(
            path,
            "it has links. Expected files alone, as `model.save` writes. "
            f"Received: {links[:5]}.",
        )
    sizes = {name: os.path.getsize(place) for name, place in places.items()}
    texts = {
        name: _small(path, places[name], sizes[name])
        for name in (_CONFIG, _METADATA)
        if name in places
    }
    arrays, unsafe = _arrays_of(places[_VALUES], sizes[_VALUES], path)
    return _facts(path, sum(sizes.values()), places, texts, arrays, unsafe)


def _small(path, place: str, size: int) -> bytes:
    if size > archive_entries.MAX_JSON_BYTES:
        raise file_error.ModelFileError(
            path, f"{place!r} is too long. Received: {size:,} bytes."
        )
    return pathlib.Path(place).read_bytes()


def _facts(path, num_bytes: int, names, texts, arrays, unsafe) -> facts.Facts:
    described = json_object.parsed(path, _CONFIG, texts[_CONFIG])
    metadata = {}
    if _METADATA in texts:
        metadata = json_object.parsed(path, _METADATA, texts[_METADATA])
    told = description.Description(described)
    return facts.Facts(
        format="a whole model (.keras)",
        num_bytes=num_bytes,
        keras_version=_text(metadata.get("keras_version")),
        date_saved=_text(metadata.get("date_saved")),
        model=told.model,
        compiled=description.compiled(described.get("compile_config")),
        layers=description.counted(told.layers(), arrays),
        arrays=arrays,
        custom_objects=told.custom,
        unsafe=told.unsafe + unsafe,
        odd=tuple(_odd(names)),
    )


def _text(value) -> str | None:
    return None if value is None else str(value)


def _arrays(archive: zipfile.ZipFile, path):
    if _VALUES not in archive.namelist():
        return (), ()
    size = archive_entries.member(archive, _VALUES, path).file_size
    with member_window.opened(archive, _VALUES, path) as values:
        return _arrays_of(values, size, path)


def _arrays_of(file, size: int, path):
    try:
        with h5py.File(file, "r") as opened:
            return hdf5_facts.arrays(opened, size)
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise file_error.ModelFileError(
            path, f"{_VALUES!r} in it can't be read. Received: {error}"
        ) from error


def _odd(names: list[str]):
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            yield f"a name that leads elsewhere: {name[:80]!r}"
        elif name.lower().endswith(_PROGRAMS):
            yield f"a program, or what may hold one: {name[:80]!r}"
        elif name not in (_METADATA, _CONFIG, _VALUES) and (
            not name.startswith(_ASSETS)
        ):
            yield f"no part of a model: {name[:80]!r}"
