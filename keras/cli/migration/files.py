"""Scripts and notebooks in files: read, and replaced whole."""

from __future__ import annotations

import dataclasses
import difflib
import os
import pathlib
import stat

from keras.cli.migration import notebook, script
from keras.saving.files import atomic_file


@dataclasses.dataclass(frozen=True)
class Migrated:
    """A file, before and after.

    Args:
        path: Where it is.
        before: Its bytes.
        after: Its bytes as they are written today.
        notes: What is left to its owner.
    """

    path: str
    before: bytes
    after: bytes
    notes: tuple[script.Note, ...]

    def diff(self) -> str:
        """Returns what changes, as `diff -u` says it."""
        old, new = (
            text.decode("utf-8", "replace").splitlines(keepends=True)
            for text in (self.before, self.after)
        )
        lines = difflib.unified_diff(old, new, self.path, self.path)
        return "".join(
            line if line.endswith("\n") else f"{line}\n{_NO_END}"
            for line in lines
        )

    def write(self) -> None:
        """Replaces the file, whole or not at all; its mode stays.

        Raises:
            OSError: If it can't be written.
        """
        if self.after == self.before:
            return
        # The file that a link points to, not the link.
        path = os.path.realpath(self.path)
        mode = stat.S_IMODE(os.stat(path).st_mode)
        with atomic_file.replacing(path) as file:
            os.chmod(file.fileno(), mode)
            file.write(self.after)


_NO_END = "\\ No newline at end of file\n"


def migrate(path: str | os.PathLike, dialect: str | None = None) -> Migrated:
    """Returns a script or notebook as it's written today; writes nothing.

    Args:
        path: A Python file, or a notebook, `.ipynb`.
        dialect: What it speaks: 'keras1', 'keras2', 'tf_keras' or 'tf1'.
            Default None: seen by the names in it.

    Raises:
        ValueError: If it doesn't parse, or there is no such dialect.
        OSError: If it can't be read.
    """
    try:
        source = pathlib.Path(path).read_bytes()
    except OSError as error:
        raise OSError(
            f"migrate: {os.fspath(path)!r} can't be read: {error.strerror}. "
            "Expected a Python script or a notebook. Name its file."
        ) from error
    is_notebook = pathlib.Path(path).suffix == ".ipynb"
    rewrite = notebook.rewrite if is_notebook else script.rewrite
    try:
        done = rewrite(source, dialect)
    except ValueError as error:
        raise ValueError(f"{os.fspath(path)}: {error}") from error
    return Migrated(os.fspath(path), source, done.source, done.notes)
