"""The parts of a `.keras` archive in a folder, as Keras 3's `zipped=False`."""

import json
import os
import shutil

from keras.saving.config import json_object
from keras.saving.files import (
    archive_entries,
    atomic_folder,
    file_error,
    local_copy,
)
from keras.saving.formats import archive, description
from keras.saving.formats import options as options_module
from keras.saving.values import assets, model_values, variable_budget

_ENDING = ".keras"


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
    config, values = archive.contents(model, options)
    with atomic_folder.replacing(path, archive.CONFIG) as part:
        _write_json(part, archive.METADATA, archive.metadata())
        _write_json(part, archive.CONFIG, config)
        with open(os.path.join(part, archive.VALUES), "xb+") as file:
            model_values.write(file, values)
        beside = assets.packed(model)
        if beside:
            to = os.path.join(part, assets.FOLDER)
            assets.unpack(beside, path, to)


def _write_json(folder: str, name: str, value: dict) -> None:
    with open(os.path.join(folder, name), "x") as file:
        json.dump(value, file)


def load(path: str | os.PathLike, options: options_module.ModelReading):
    """Makes a model of a folder."""
    path = os.fspath(path)
    config = _read_json(path, archive.CONFIG)
    if os.path.lexists(os.path.join(path, archive.METADATA)):
        archive.require_readable(path, _read_json(path, archive.METADATA))
    if not options.compile:
        config.pop("compile_config", None)
    values = _file(path, archive.VALUES)
    size = os.path.getsize(values)
    with variable_budget.limited(path, size):
        model = description.made(
            path, config, options.custom_objects, options.safe_mode
        )
        model_values.read(
            [(values, size)],
            path,
            model,
            include_optimizer=options.compile,
            extract_assets=lambda to: _copy_assets(path, to),
        )
    return model


def _read_json(path: str, name: str) -> dict:
    place = _file(path, name)
    if os.path.getsize(place) > archive_entries.MAX_JSON_BYTES:
        raise file_error.ModelFileError(path, f"{name!r} in it is too long.")
    with open(place, "rb") as file:
        return json_object.parsed(path, name, file.read())


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


def _copy_assets(path: str, to: str) -> None:
    start = os.path.join(path, assets.FOLDER)
    for above, folders, names in os.walk(start):
        inner = os.path.relpath(above, start)
        # Links to folders are among them, and aren't walked through.
        for name in folders:
            os.makedirs(os.path.join(to, inner, name), exist_ok=True)
        for name in names:
            place = _file(path, os.path.join(assets.FOLDER, inner, name))
            shutil.copyfile(place, os.path.join(to, inner, name))
