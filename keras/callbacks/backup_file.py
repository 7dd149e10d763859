"""Files that hold a model in the middle of its training."""

import dataclasses
import os
import re
import tempfile
import warnings
import zipfile
from typing import Any, BinaryIO

import numpy as np
import tensorflow as tf

from keras.callbacks import (
    backup_rates,
    backup_settings,
    state_values,
)
from keras.distribute import (
    replica_averages,
    workers,
    writing,
)
from keras.saving.files import (
    atomic_file,
    file_error,
    local_copy,
    write_error,
)
from keras.saving.formats import archive
from keras.saving.values import model_values, variable_paths

_ARRAYS = "training.npz"
# Of training that was stopped, and whose `fit` hasn't ended yet.
_STOPPED = ".stopped"
# How many backups workers compare, and how many bytes of each.
_COMPARED, _END = 8, 2**16
_NAME = re.compile(r"epoch-(\d+)-batch-(\d+)(\.stopped)?\.backup")


@dataclasses.dataclass(frozen=True)
class Place:
    """A place in training.

    Attributes:
        epoch: Number of the epoch, from 0, that comes next.
        batch: Number of the batch in it, from 0, that comes next.
        metrics: What the metrics have seen of the epoch, as `backup_metrics`
            has it.
        training: What `fit` and its callbacks know.
    """

    epoch: int
    batch: int
    metrics: list[Any] = dataclasses.field(default_factory=list)
    training: dict[str, Any] = dataclasses.field(default_factory=dict)


class BackupFolder:
    """A folder of backups, the names of which tell the places.

    A file is written whole before it gets its name, and the older ones go only
    then, so that a process may end at any time.

    Args:
        folder: Path of the folder.
        kept: How many files stay.
    """

    def __init__(self, folder: str, kept: int) -> None:
        self._folder = folder
        self._kept = kept
        self._damaged: set[str] = set()

    def make(self) -> None:
        """Makes the folder, unless it's there.

        Raises:
            OSError: If it can't be made.
        """
        try:
            tf.io.gfile.makedirs(self._folder)
        except tf.errors.OpError as error:
            raise write_error.of(
                self._folder,
                "BackupAndRestore: the folder can't be made "
                f"({error.message}). Expected a path whose parts are folders "
                "that may be written. Received",
                error,
            ) from error

    def save(self, model: Any, place: Place) -> None:
        """Writes a file, and deletes the ones that are too many.

        Raises:
            OSError: If it can't be written; the older ones stay then.
        """
        stopped = _STOPPED if place.training.get("is_stopped") else ""
        name = f"epoch-{place.epoch}-batch-{place.batch}{stopped}.backup"
        path = os.path.join(self._folder, name)
        strategy = model.distribute_strategy
        # So training that goes on from the file has the bits of this one.
        replica_averages.level(
            filter(replica_averages.is_of_replicas, model.variables)
        )
        content, arrays = _content(model, place)
        with (
            write_error.told(path),
            writing.by_all(strategy, path) as own,
            local_copy.writing(own, "", overwrite=True) as local,
            atomic_file.replacing(local) as file,
        ):
            _write(file, content, arrays, os.path.dirname(local))
        if workers.is_chief(strategy):
            self._delete_others(path)

    def _delete_others(self, newest: str) -> None:
        """Deletes what isn't among the whole ones that stay.

        Files that seem newer than the newest are of a training that was taken
        up before them, as they were damaged.
        """
        self._damaged.discard(newest)
        paths = self._paths()
        number = paths.index(newest)
        whole = [p for p in paths[number:] if p not in self._damaged]
        stay = whole[: self._kept]
        self._delete([path for path in paths if path not in stay])

    def of_all_workers(self, strategy) -> list[str]:
        """Returns the backups that all workers have, the newest first.

        Args:
            strategy: Of the model; all of its workers ask.
        Raises:
            RuntimeError: If there are some, and none that all have.
        """
        paths = self._paths()
        if not workers.are_several(strategy):
            return paths
        prints = {path: _fingerprint(path) for path in paths[:_COMPARED]}
        numbers = [*prints.values(), *[0] * (_COMPARED - len(prints))]
        told = [set(row) - {0} for row in workers.rows(strategy, numbers)]
        everywhere = set.intersection(*told)
        if not everywhere and any(told):
            raise RuntimeError(
                "BackupAndRestore: workers found other backups. Expected one "
                "folder that all of them see. Received: on this one "
                f"{[*map(os.path.basename, paths)]}, none of which all have. "
                "Share the folder, or copy the first worker's to all."
            )
        if any(each != everywhere for each in told):
            warnings.warn(
                "BackupAndRestore: workers found other backups. Expected one "
                "folder that all of them see. Received: on this one "
                f"{[*map(os.path.basename, paths)]}. Training goes on from the "
                "newest that all have.",
                stacklevel=2,
            )
        return [path for path in prints if prints[path] in everywhere]

    def restore(self, model: Any, paths: list[str]) -> Place:
        """Sets a model to the newest backup that all workers can read.

        Args:
            model: The model.
            paths: What `of_all_workers` returned, at least one.
        Raises:
            ModelFileError: If none can be read. The model is as it was then.
            ValuesDontFitError: If the newest that is whole is of another model.
        """
        strategy = model.distribute_strategy
        for path in paths:
            place, error = _tried(path, model)
            if not workers.any_of(strategy, error is not None):
                return place
            self._damaged.add(path)
            reason = error.reason if error else "another worker can't read it."
            if path != paths[-1]:
                warnings.warn(
                    "BackupAndRestore: training goes on from an older backup, "
                    f"since the newest one is damaged. Model file {path!r}: "
                    f"{reason}",
                    stacklevel=2,
                )
        raise file_error.ModelFileError(
            path,
            f"{reason} It's the last backup: delete the folder "
            f"{self._folder!r} to train from the start. With "
            "`BackupAndRestore(double_checkpoint=True)` the one before stays "
            "too, and serves.",
        ) from error

    def is_empty(self) -> bool:
        """Tells whether there is no backup."""
        return not self._paths()

    def note_end(self, strategy: tf.distribute.Strategy) -> None:
        """Lets the next `fit` go on, though this one was stopped."""
        for path in self._paths() if workers.is_chief(strategy) else []:
            place = path.removesuffix(f"{_STOPPED}.backup")
            if place != path:
                tf.io.gfile.rename(path, f"{place}.backup", overwrite=True)

    def delete(self, strategy: tf.distribute.Strategy) -> None:
        """Deletes the backups, which belong to all workers of a strategy."""
        if workers.is_chief(strategy):
            self._delete(self._paths())

    @staticmethod
    def _delete(paths: list[str]) -> None:
        for path in paths:
            tf.io.gfile.remove(path)

    def _paths(self) -> list[str]:
        """The files, the newest one first."""
        if not tf.io.gfile.isdir(self._folder):
            return []
        names = tf.io.gfile.listdir(self._folder)
        found = [_NAME.fullmatch(name) for name in names]
        newest_first = sorted(
            (match for match in found if match),
            key=lambda match: (int(match[1]), int(match[2])),
            reverse=True,
        )
        return [os.path.join(self._folder, match[0]) for match in newest_first]


def _fingerprint(path: str) -> int:
    """Returns a number that tells a backup from others of the same place.

    A file's end has checksums of all that is in it.
    """
    with tf.io.gfile.GFile(path, "rb") as file:
        file.seek(max(file.size() - _END, 0))
        return workers.fingerprint(file.read())


def _tried(
    path: str, model: Any
) -> tuple[Place | None, file_error.ModelFileError | None]:
    """Sets a model to a backup; returns what is wrong if it's damaged."""
    try:
        return _read(path, model), None
    except file_error.ValuesDontFitError:
        raise  # It's whole, and of another model, as all of them are.
    except file_error.ModelFileError as error:
        return None, error


def infinite(model: Any) -> set[int]:
    """Returns the numbers of the trained variables with infinite values."""
    return {n for n, v in _floats(model) if tf.reduce_any(tf.math.is_inf(v))}


def is_broken(model: Any, infinite_before: set[int]) -> bool:
    """Tells whether training broke the variables: NaN, or infinite values.

    Args:
        model: A model.
        infinite_before: What `infinite` returned when training began: a mask
            may be infinite on purpose.
    """
    if any(tf.reduce_any(tf.math.is_nan(v)) for _, v in _floats(model)):
        return True
    return not infinite(model) <= infinite_before


def _floats(model: Any) -> list[tuple[int, tf.Variable]]:
    numbered = enumerate(model.trainable_variables)
    return [(n, v) for n, v in numbered if v.dtype.is_floating]


def _content(model: Any, place: Place) -> tuple[archive.Content, dict]:
    """Returns what a file gets of a model, and the arrays of its training."""
    plain, arrays = state_values.split(place.training)
    kept = {**backup_rates.of_model(model), **backup_settings.of_model(model)}
    state = {**vars(place), "training": plain, **kept}
    parts = variable_paths.parts(model)
    values = model_values.entries(model, parts)
    return archive.Content({"training": state}, values, parts), arrays


def _write(
    file: BinaryIO, content: archive.Content, arrays: dict, folder: str
) -> None:
    archive.write(file, content, folder)
    with zipfile.ZipFile(file, "a") as members:
        with members.open(_ARRAYS, "w", force_zip64=True) as entry:
            np.savez(entry, **arrays)


def _read(path: str, model: Any) -> Place:
    with (
        local_copy.reading("BackupAndRestore", path) as local,
        archive.opened(local) as opened,
    ):
        state = opened.read_config().get("training")
        try:
            place = Place(
                int(state["epoch"]),
                int(state["batch"]),
                list(state["metrics"]),
                _training_of(path, opened, state),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise file_error.ModelFileError(
                path,
                "it doesn't tell the place in training. Expected a file of "
                "BackupAndRestore.",
            ) from error
        try:
            opened.read_values(model)
        except file_error.ValuesDontFitError as error:
            folder = os.path.dirname(path)
            raise file_error.ValuesDontFitError(
                path,
                error.report,
                f", or delete the folder {folder!r} to train from the start",
            ) from None
    backup_rates.set_all(model, state)
    backup_settings.warn_of_others(model, state)
    return place


def _training_of(
    path: str, opened: archive.Archive, state: dict
) -> dict[str, Any]:
    if "training" not in state:  # A backup of an older version.
        return {}
    is_stopped = _STOPPED in os.path.basename(path)
    with tempfile.TemporaryFile() as file:
        opened.copy(_ARRAYS, file)
        file.seek(0)
        with np.load(file, allow_pickle=False) as arrays:
            known = state_values.joined(state["training"], dict(arrays))
    return {**known, "is_stopped": is_stopped} if known else {}
