"""The parts of a `.keras` archive in a folder, as Keras 3's `zipped=False`."""

import json
import os
import shutil
import zlib

from keras.saving.config import json_object, keras3
from keras.saving.files import (
    archive_entries,
    atomic_folder,
    file_error,
    local_copy,
)
from keras.saving.formats import archive, description
from keras.saving.formats import options as options_module
from keras.saving.values import (
    assets,
    first_values,
    model_values,
    variable_budget,
)

_ENDING = ".keras"
# In the metadata: an archive has checksums of its own.
_CHECKSUM = "config_crc32"


def save(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes a whole model to a folder, whole or not at all."""
    path = os.fspath(path)
    there = os.path.lexists(path) and not options.overwrite
    if there or path.endswith(_ENDING) or local_copy.is_remote(path):
        raise ValueError(
            "save_model: a model can't be written so with zipped=False. "
            f"Expected a local path, not ending with {_ENDING!r}, and free "
            f"unless overwrite=True. Received: filepath={path!r}."
        )
    content = archive.contents(model, options)
    with atomic_folder.replacing(path, archive.CONFIG) as part:
        text = json.dumps(content.config).encode()
        told = {**archive.metadata(), _CHECKSUM: zlib.crc32(text)}
        _write(part, archive.METADATA, json.dumps(told).encode())
        _write(part, archive.CONFIG, text)
        with open(os.path.join(part, archive.VALUES), "xb+") as file:
            model_values.write(file, content.values)
        beside = assets.packed(content.parts)
        if beside:
            to = os.path.join(part, assets.FOLDER)
            assets.unpack(beside, path, to)


def _write(folder: str, name: str, content: bytes) -> None:
    with open(os.path.join(folder, name), "xb") as file:
        file.write(content)


def load(path: str | os.PathLike, options: options_module.ModelReading):
    """Makes a model of a folder."""
    path = os.fspath(path)
    text = _read(path, archive.CONFIG)
    config = json_object.parsed(path, archive.CONFIG, text)
    told = {}
    if os.path.lexists(os.path.join(path, archive.METADATA)):
        told = _read(path, archive.METADATA)
        told = json_object.parsed(path, archive.METADATA, told)
        archive.require_readable(path, told)
        _require_as_written(path, text, told.get(_CHECKSUM))
    if not options.compile:
        config.pop("compile_config", None)
    values = _file(path, archive.VALUES)
    size = os.path.getsize(values)
    with (
        keras3.written_by(told.get("keras_version")),
        variable_budget.limited(path, size),
        first_values.put_off(),
    ):
        model = description.made(
            path, config, options.custom_objects, options.safe_mode
        )
        model_values.read(
            [(values, size)],
            path,
            model,
            include_optimizer=options.compile,
            extract_assets=lambda to: _copy_assets(path, to),
            is_new=True,
        )
    return model


def _require_as_written(path: str, text: bytes, checksum) -> None:
    if checksum not in (None, zlib.crc32(text)):
        raise file_error.ModelFileError(
            path,
            f"{archive.CONFIG!r} in it is damaged. Expected the checksum "
            f"{str(checksum)[:20]}. Received: {zlib.crc32(text)}. Take another "
            f"copy; if you changed it yourself, remove {_CHECKSUM!r} from "
            f"{archive.METADATA!r}.",
        )


def _read(path: str, name: str) -> bytes:
    place = _file(path, name)
    if os.path.getsize(place) > archive_entries.MAX_JSON_BYTES:
        raise file_error.ModelFileError(path, f"{name!r} in it is too long.")
    with open(place, "rb") as file:
        return file.read()


def _file(path: str, name: str) -> str:
    """Returns the place of a file in the folder, which may not lead out."""
    place = os.path.join(path, name)
    if not os.path.isfile(place) or os.path.islink(place):
        raise file_error.ModelFileError(
            path,
            f"{name!r} in it is no file. Expected what `model.save` wrote, and "
            "no links.",
        )
    return place


def _require_no_link(path: str, folder: str) -> None:
    if os.path.islink(folder):
        raise file_error.ModelFileError(
            path,
            f"{os.path.relpath(folder, path)!r} in it leads elsewhere. "
            "Expected folders and files, and no links.",
        )


def _copy_assets(path: str, to: str) -> None:
    start = os.path.join(path, assets.FOLDER)
    _require_no_link(path, start)
    for above, folders, names in os.walk(start):
        inner = os.path.relpath(above, start)
        for name in folders:
            _require_no_link(path, os.path.join(above, name))
            os.makedirs(os.path.join(to, inner, name), exist_ok=True)
        for name in names:
            place = _file(path, os.path.join(assets.FOLDER, inner, name))
            shutil.copyfile(place, os.path.join(to, inner, name))
