"""The `.keras` archive: metadata.json, config.json, model.weights.h5, assets/.

tf_keras 2.21 and Keras 3.15 read what is written here; what it takes was found
by trying both on archives changed by hand:

* A functional model's class is `Functional` of `keras.src.models`. Each of the
  two writes another private module, which the other can't import; here both
  have the name. (Our first files say `Model` of `keras`, and are still read.)
* Calls are Keras 2's lists `["layer", call, tensor, {…}]`: both read them.
* What only one of them takes is left out (see `portable_config`), and calls of
  models in models are written so that both count them alike (`call_numbers`).
* HDF5 paths are the same where a layer can be reached in one way; else both
  paths are offered (see `variable_paths`).
* Keras 3 expects the learning rate among the optimizer's state, tf_keras
  doesn't, and each starts an optimizer anew that has the other's: the caller
  says for which one a file is.
"""

import contextlib
import dataclasses
import datetime
import functools
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from keras.saving.config import (
    file_note,
    for_keras3,
    json_object,
    keras3,
    nesting,
    number_keys,
    object_config,
    portable_config,
)
from keras.saving.files import (
    archive_entries,
    atomic_file,
    file_error,
    h5_store,
)
from keras.saving.formats import description
from keras.saving.formats import options as options_module
from keras.saving.values import (
    assets,
    first_values,
    model_values,
    variable_budget,
    variable_paths,
)

# `keras.version` is the public function, so the name itself is imported.
from keras.version import __version__

METADATA, CONFIG, VALUES = "metadata.json", "config.json", "model.weights.h5"


def save(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes a whole model to an archive, whole or not at all."""
    content = contents(model, options)
    with atomic_file.replacing(path, options.overwrite) as file:
        folder = os.path.dirname(os.path.abspath(os.fspath(path)))
        write(file, content, folder)


def load(path: str | os.PathLike, options: options_module.ModelReading):
    """Makes a model of an archive."""
    with opened(path) as archive:
        config = archive.read_config()
        if not options.compile:
            config.pop("compile_config", None)
        with (
            keras3.written_by(archive.metadata.get("keras_version")),
            variable_budget.limited(path, archive.values_size()),
            first_values.put_off(),
        ):
            model = description.made(
                path, config, options.custom_objects, options.safe_mode
            )
            archive.read_values(
                model, include_optimizer=options.compile, is_new=True
            )
    return model


def load_values(
    model, path: str | os.PathLike, options: options_module.ValuesReading
) -> None:
    """Sets a model's values to those of an archive."""
    with opened(path) as archive:
        archive.read_values(
            model, options.skip_mismatch, options.include_optimizer
        )


@dataclasses.dataclass(frozen=True)
class Content:
    """What a file gets of a model.

    Attributes:
        config: Its description.
        values: What `model_values.entries` returned.
        parts: Its parts; of those with files these are written.
    """

    config: dict
    values: list[h5_store.Entry]
    parts: list[variable_paths.Part]


def write(file: BinaryIO, content: Content, folder: str) -> None:
    """Writes a model to an open file.

    Args:
        file: A binary file, empty.
        content: What it gets.
        folder: A folder with space for the values.
    """
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(METADATA, json.dumps(metadata()))
        archive.writestr(CONFIG, json.dumps(content.config))
        with tempfile.TemporaryFile(dir=folder) as part:
            model_values.write(part, content.values)
            part.seek(0)
            with archive.open(VALUES, "w", force_zip64=True) as entry:
                while block := part.read(2**20):
                    entry.write(block)
        assets.write(archive, content.parts)


def contents(model, options: options_module.Writing) -> Content:
    """Returns what a file gets of a model."""
    described = object_config.serialize_keras_object(model)
    if not options.include_optimizer:
        # As in Keras 2's formats: one that starts anew isn't what was trained.
        described.pop("compile_config", None)
    config = portable_config.portable(described)
    version = options.keras_version
    if version == 3:
        config = for_keras3.described(config)
    # What can't be read isn't written.
    nesting.require_shallow(config)
    number_keys.require_told(config)
    include = options.include_optimizer
    found = variable_paths.parts(model)
    values = model_values.entries(model, found, include, version)
    return Content(config, values, found)


def metadata() -> dict[str, Any]:
    """Returns who writes a file, when, and what it's to tell."""
    now = datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S")
    told = {"keras_version": __version__, "date_saved": now}
    note = file_note.of_file()
    return told if note is None else {**told, file_note.NAME: note}


def require_readable(path: str | os.PathLike, metadata: dict) -> None:
    """Raises `ModelFileError` if a later version wrote a file."""
    theirs = str(metadata.get("keras_version", ""))
    major = theirs.split(".")[0]
    if major.isdigit() and int(major) > _major(__version__):
        raise file_error.ModelFileError(
            path,
            "it was written by a later version. Expected at most "
            f"{__version__}. Received: {theirs}. Install a later "
            "version of keras.",
        )


class Archive:
    """An archive that is open for reading.

    Args:
        path: The file.
        archive: It, opened.
    """

    def __init__(self, path: str | os.PathLike, archive: zipfile.ZipFile):
        self._path = path
        self._archive = archive

    def read_config(self) -> dict:
        """Returns the model's description.

        Raises:
            ModelFileError: If it's missing, no JSON, or of a later version.
        """
        config = self._json(CONFIG)
        require_readable(self._path, self.metadata)
        return config

    @functools.cached_property
    def metadata(self) -> dict:
        """Who wrote the file, and what it tells; nothing if it's old.

        Raises:
            ModelFileError: If it's no JSON.
        """
        there = METADATA in self._archive.namelist()
        return self._json(METADATA) if there else {}

    def copy(self, name: str, target: BinaryIO) -> None:
        """Copies a member to an open file.

        Raises:
            ModelFileError: If it's missing or damaged.
        """
        archive_entries.copy(self._archive, name, self._path, target)

    def values_size(self) -> int:
        """Returns the size of the values in bytes."""
        return archive_entries.member(
            self._archive, VALUES, self._path
        ).file_size

    def read_values(
        self,
        model,
        skip_mismatch: bool = False,
        include_optimizer: bool = True,
        is_new: bool = False,
    ) -> None:
        """Sets a model's values to those of the archive.

        Args:
            model, skip_mismatch, include_optimizer, is_new: As of
                `model_values.read`.
        """
        with tempfile.TemporaryDirectory() as folder:
            # By its name HDF5 reads a file by itself, and not through Python.
            values = os.path.join(folder, VALUES)
            with open(values, "wb") as file:
                size = archive_entries.copy(
                    self._archive, VALUES, self._path, file
                )
            model_values.read(
                [(values, size)],
                self._path,
                model,
                skip_mismatch,
                include_optimizer,
                self._extract_assets,
                is_new,
            )

    def _extract_assets(self, folder: str) -> None:
        archive_entries.extract(
            self._archive, assets.FOLDER, self._path, folder
        )

    def _json(self, name: str) -> dict:
        text = archive_entries.read_small(self._archive, name, self._path)
        return json_object.parsed(self._path, name, text)


@contextlib.contextmanager
def opened(path: str | os.PathLike) -> Iterator[Archive]:
    """Opens an archive for reading.

    Raises:
        ModelFileError: If it isn't a whole zip archive.
    """
    with archive_entries.opened(path) as archive:
        yield Archive(path, archive)


def _major(text: str) -> int:
    return int(text.split(".")[0])
