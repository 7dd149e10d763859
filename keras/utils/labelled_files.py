"""Files of a folder, and the classes that their subfolders say they're of."""

import numbers
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tensorflow as tf

from keras.callbacks import interactive_logging

_MODES = ("int", "categorical", "binary", None)
_SUBSETS = ("training", "validation", "both", None)


@dataclass(frozen=True)
class Files:
    """Files in their order, and their labels.

    Attributes:
        paths: Of the files.
        labels: As many numbers, or None where none are asked for.
        class_names: In the order of the numbers.
        is_mixed: Whether they come in another order each epoch.
    """

    paths: list[str]
    labels: np.ndarray | None
    class_names: list
    is_mixed: bool

    def part(self, first: int | None, last: int | None) -> "Files":
        labels = None if self.labels is None else self.labels[first:last]
        return replace(self, paths=self.paths[first:last], labels=labels)


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for: arguments of the functions that read folders.

    Attributes:
        where: The function's name.
        formats: Endings of the files' names, in small letters.
    """

    where: str
    formats: tuple[str, ...]
    directory: str | os.PathLike
    labels: Any
    label_mode: str | None
    class_names: Sequence[str] | None
    shuffle: bool
    seed: int | None
    validation_split: float | None
    subset: str | None
    follow_links: bool
    verbose: bool

    def drawn(self) -> "Wanted":
        """Checks the arguments; draws the seed, and drops unused labels."""
        if hasattr(self.labels, "tolist"):
            # An array, or a column of a table.
            return replace(self, labels=self.labels.tolist()).drawn()
        self._check_labels()
        self._check_subset()
        # Drawn in any case: the state after it is that of Keras 2.
        drawn = np.random.randint(10**6) if self.seed is None else self.seed
        if self.labels is None or self.label_mode is None:
            return replace(self, seed=drawn, labels=None, label_mode=None)
        return replace(self, seed=drawn)

    def find(self) -> list[Files]:
        """Finds the files: those of the subset, or of both in turn."""
        if not tf.io.gfile.isdir(self.directory):
            raise tf.errors.NotFoundError(
                None,
                None,
                f"{self.where}: there is no such folder. Expected the path of "
                f"one. Received: directory={os.fspath(self.directory)!r}.",
            )
        files = self._all()
        if self.label_mode == "binary" and len(files.class_names) != 2:
            raise self._wrong(
                "there aren't two classes",
                "two for label_mode='binary'",
                f"class_names={files.class_names!r}",
            )
        parts = self._parts(files)
        for part in parts:
            if not part.paths:
                raise self._wrong(
                    f"no files are left in {os.fspath(self.directory)!r}",
                    f"names that end in {', '.join(self.formats)}, and some "
                    "for each subset",
                    f"{len(files.paths)} such files, "
                    f"validation_split={self.validation_split}",
                )
        return parts

    def _wrong(self, what: str, expected: str, got: str) -> ValueError:
        return ValueError(
            f"{self.where}: {what}. Expected {expected}. Received: {got}."
        )

    def _check_labels(self) -> None:
        if self.label_mode not in _MODES:
            raise self._wrong(
                "there's no such kind of labels",
                f"one of {_MODES}",
                f"label_mode={self.label_mode!r}",
            )
        listed = isinstance(self.labels, list | tuple)
        if not (listed or self.labels is None or self.labels == "inferred"):
            raise self._wrong(
                "the labels are none",
                "'inferred', None, or a list of a number for each file",
                f"labels={self.labels!r}",
            )
        if listed and self.class_names:
            raise self._wrong(
                "the labels are given, and so have no folders",
                "class_names with labels='inferred' only",
                f"class_names={self.class_names!r}",
            )

    def _check_subset(self) -> None:
        share, subset = self.validation_split, self.subset
        got = f"validation_split={share}, subset={subset!r}"
        if share and not 0 < share < 1:
            raise self._wrong("the split is none", "a fraction in (0, 1)", got)
        if subset not in _SUBSETS:
            raise self._wrong("there's no such part", f"one of {_SUBSETS}", got)
        if bool(share) != bool(subset):
            raise self._wrong("a part says half of a split", "both", got)
        if share and self.shuffle and self.seed is None:
            raise self._wrong(
                "two calls would mix their files each in its own way, so that "
                "both parts held some files",
                "a seed where validation_split and shuffle are",
                "seed=None",
            )

    def _all(self) -> Files:
        inferred = self.labels == "inferred"
        by_folder = inferred or self.class_names
        folders = self._folders() if by_folder else [""]
        names = list(self.class_names or folders)
        paths, labels = [], []
        for folder in folders:
            found = list(self._files_under(folder))
            paths += found
            labels += [names.index(folder)] * len(found)
        if not inferred and self.labels is not None:
            labels = self._given(paths)
            names = sorted(set(self.labels))
        self._tell(len(paths), names)
        order = np.arange(len(paths))
        if self.shuffle:
            np.random.RandomState(self.seed).shuffle(order)
        return Files(
            [paths[index] for index in order],
            None
            if self.labels is None
            else np.asarray(labels, None if len(labels) else "int32")[order],
            names,
            self.shuffle,
        )

    def _folders(self) -> list[str]:
        inside = (
            name.rstrip("/") for name in tf.io.gfile.listdir(self.directory)
        )
        found = sorted(
            name
            for name in inside
            if not name.startswith(".")
            and tf.io.gfile.isdir(tf.io.gfile.join(self.directory, name))
        )
        if not self.class_names:
            return found
        if len(set(self.class_names)) < len(self.class_names):
            raise self._wrong(
                "a class is named twice",
                "class_names with each name once",
                f"class_names={list(self.class_names)}",
            )
        strange = sorted(set(self.class_names) - set(found))
        if strange:
            raise self._wrong(
                f"no folders have the names {strange}",
                f"class_names of {found}",
                f"class_names={list(self.class_names)}",
            )
        return [name for name in found if name in self.class_names]

    def _files_under(self, folder: str) -> Iterator[str]:
        root = os.fspath(self.directory)
        if folder:
            root = tf.io.gfile.join(root, folder)
        if "://" in root:
            walk = tf.io.gfile.walk(root)
        else:
            walk = os.walk(root, followlinks=self.follow_links)
        for place, _, names in sorted(walk, key=lambda found: found[0]):
            for name in sorted(names):
                if name.lower().endswith(self.formats):
                    yield tf.io.gfile.join(place, name)

    def _given(self, paths: list[str]) -> list:
        if len(self.labels) != len(paths):
            raise self._wrong(
                f"there are {len(paths)} files",
                "a label for each",
                f"{len(self.labels)} labels",
            )
        for label in self.labels:
            if not isinstance(label, numbers.Number):
                raise self._wrong(
                    "a label is no number",
                    "a number for each file",
                    f"labels with {label!r}",
                )
        count = len(set(self.labels))
        for label in self.labels:
            self._check_label(label, count)
        return list(self.labels)

    def _check_label(self, label: Any, count: int) -> None:
        if self.label_mode in ("binary", "categorical") and not (
            0 <= label < count and label % 1 == 0
        ):
            raise self._wrong(
                f"a label is none of {count} classes",
                f"whole numbers from 0 to {count - 1} for "
                f"label_mode={self.label_mode!r}",
                f"labels with {label!r}",
            )

    def _tell(self, count: int, names: list) -> None:
        if not self.verbose:
            return
        of = f" belonging to {len(names)} classes" * (self.labels is not None)
        interactive_logging.write(f"Found {count} files{of}.")

    def _parts(self, files: Files) -> list[Files]:
        if not self.validation_split:
            return [files]
        held_out = int(self.validation_split * len(files.paths))
        first = len(files.paths) - held_out
        train, held = files.part(None, first), files.part(first, None)
        if self.subset != "validation":
            self._tell_part(first, "training")
        if self.subset != "training":
            self._tell_part(held_out, "validation")
        if self.subset == "both":
            return [train, replace(held, is_mixed=False)]
        return [train if self.subset == "training" else held]

    def _tell_part(self, count: int, part: str) -> None:
        if self.verbose:
            interactive_logging.write(f"Using {count} files for {part}.")
