"""The `.keras` archive."""

import os
import tempfile
import zipfile

import h5py

from keras.cli.inspection import description, facts, hdf5_facts
from keras.saving.config import nesting
from keras.saving.files import archive_entries, file_error

_METADATA, _CONFIG, _VALUES = "metadata.json", "config.json", "model.weights.h5"
_ASSETS = "assets/"
# What could be taken for a program, or hold one.
_PROGRAMS = (".dll", ".exe", ".pickle", ".pkl", ".py", ".pyc", ".sh", ".so")


def read(path: str | os.PathLike) -> facts.Facts:
    """Returns what an archive is.

    Raises:
        ModelFileError: If it isn't whole, or no model's.
    """
    with archive_entries.opened(path) as archive:
        described = _json(archive, _CONFIG, path)
        names = archive.namelist()
        metadata = _json(archive, _METADATA, path) if _METADATA in names else {}
        told = description.Description(described)
        arrays, unsafe = _arrays(archive, path)
    return facts.Facts(
        format="a whole model (.keras)",
        num_bytes=os.path.getsize(path),
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


def _json(archive: zipfile.ZipFile, name: str, path) -> dict:
    text = archive_entries.read_small(archive, name, path)
    try:
        value = nesting.from_json(text)
    except ValueError as error:
        raise file_error.ModelFileError(
            path, f"{name!r} in it can't be read. {error}"
        ) from error
    if not isinstance(value, dict):
        raise file_error.ModelFileError(
            path, f"{name!r} in it is no description. Expected a JSON object."
        )
    return value


def _arrays(archive: zipfile.ZipFile, path):
    if _VALUES not in archive.namelist():
        return (), ()
    with tempfile.TemporaryDirectory() as folder:
        place = os.path.join(folder, _VALUES)
        with open(place, "wb") as file:
            size = archive_entries.copy(archive, _VALUES, path, file)
        try:
            with h5py.File(place, "r") as opened:
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
