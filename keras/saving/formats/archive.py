"""The `.keras` archive: metadata.json, config.json, model.weights.h5, assets/.

tf_keras 2.21 and Keras 3.15 read what is written here; what it takes was found
by trying both on archives changed by hand:

* A functional model is `{"module": "keras", "class_name": "Model"}`. Each of
  the two writes its own private module, which the other can't import.
* Calls are Keras 2's lists `["layer", call, tensor, {…}]`: both read them.
* What only one of them takes is left out (see `portable_config`), and calls of
  models in models are written so that both count them alike (`call_numbers`).
* HDF5 paths are the same where a layer can be reached in one way; else both
  paths are offered (see `variable_paths`).
* Keras 3 expects the learning rate among the optimizer's state, tf_keras
  doesn't: files have it tf_keras's way, and Keras 3 starts the optimizer anew.
"""

import contextlib
import datetime
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from keras.saving.files import archive_entries, file_error
from keras.saving.values import assets, model_values

# `keras.version` is the public function, so the name itself is imported.
from keras.version import __version__

METADATA, CONFIG, VALUES = "metadata.json", "config.json", "model.weights.h5"
# Threat: a nest that overflows Python's stack. A model in a model adds 5.
MAX_DEPTH = 200


def write(
    file: BinaryIO, model, config: dict, include_optimizer: bool, folder: str
) -> None:
    """Writes a model to an open file.

    Args:
        file: A binary file, empty.
        model: The model.
        config: Its description.
        include_optimizer: True writes the optimizer's state.
        folder: A folder with space for the values.
    """
    now = datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S")
    metadata = {"keras_version": __version__, "date_saved": now}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(METADATA, json.dumps(metadata))
        archive.writestr(CONFIG, json.dumps(config))
        with tempfile.TemporaryFile(dir=folder) as values:
            model_values.write(values, model, include_optimizer)
            values.seek(0)
            with archive.open(VALUES, "w", force_zip64=True) as entry:
                while block := values.read(2**20):
                    entry.write(block)
        assets.write(archive, model)


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
        if METADATA in self._archive.namelist():
            self._check_version(self._json(METADATA))
        return config

    def values_size(self) -> int:
        """Returns the size of the values in bytes."""
        return archive_entries.member(
            self._archive, VALUES, self._path
        ).file_size

    def read_values(
        self, model, skip_mismatch: bool = False, include_optimizer: bool = True
    ) -> None:
        """Sets a model's values to those of the archive."""
        with (
            tempfile.TemporaryFile() as values,
            tempfile.TemporaryDirectory() as folder,
        ):
            wanted = assets.are_wanted(model)
            if wanted:
                archive_entries.extract(
                    self._archive, assets.FOLDER, self._path, folder
                )
            size = archive_entries.copy(
                self._archive, VALUES, self._path, values
            )
            model_values.read(
                values,
                size,
                self._path,
                model,
                skip_mismatch,
                include_optimizer,
                folder if wanted else None,
            )

    def _json(self, name: str) -> dict:
        text = archive_entries.read_small(self._archive, name, self._path)
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise file_error.ModelFileError(
                self._path,
                f"{name!r} in it can't be read. Expected JSON. Received: "
                f"{type(error).__name__}: {error}.",
            ) from error
        if not isinstance(value, dict) or _is_deeper(value, MAX_DEPTH):
            raise file_error.ModelFileError(
                self._path,
                f"{name!r} in it isn't a description. Expected a JSON object "
                f"of at most {MAX_DEPTH} levels.",
            )
        return value

    def _check_version(self, metadata: dict) -> None:
        theirs = str(metadata.get("keras_version", ""))
        major = theirs.split(".")[0]
        if major.isdigit() and int(major) > _major(__version__):
            raise file_error.ModelFileError(
                self._path,
                "it was written by a later version. Expected at most "
                f"{__version__}. Received: {theirs}. Install a later "
                "version of keras.",
            )


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


def _is_deeper(value, limit: int) -> bool:
    """Whether a nest of lists and dicts has more than `limit` levels."""
    level = [value]
    for _ in range(limit):
        level = [
            part
            for whole in level
            if isinstance(whole, (dict, list))
            for part in (whole.values() if isinstance(whole, dict) else whole)
        ]
        if not level:
            return False
    return True
