"""The repository's Python files, read and parsed once for the house rules."""

import ast
import dataclasses
import functools
import pathlib
from collections import abc

LEFT_OUT = {"dist", "__pycache__"}
HIDDEN_BUT_OURS = {".ci"}


@dataclasses.dataclass(frozen=True)
class Source:
    """One Python file.

    Args:
        path: Its path in the repository, with "/" between the parts.
        text: What it holds.

    Example:
        >>> from keras.testing import source_tree
        >>> source_tree.Source("keras/losses/loss.py", "").module
        'keras.losses.loss'
    """

    path: str
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.text, self.path)

    @functools.cached_property
    def lines(self) -> list[str]:
        """The file's lines, without their ends."""
        return self.text.splitlines()

    @property
    def module(self) -> str:
        """The file's dotted name, the package's for an `__init__.py`."""
        name = self.path.removesuffix(".py").removesuffix("/__init__")
        return name.replace("/", ".")

    @property
    def is_package(self) -> bool:
        """True for an `__init__.py`."""
        return self.path.endswith("__init__.py")

    @property
    def is_test(self) -> bool:
        """True for files that only tests read."""
        name = self.path.rpartition("/")[2]
        return name.endswith("_test.py") or name in ("conftest.py", "rows.py")


def root() -> pathlib.Path:
    """Returns the top folder of the repository, behind Bazel's links."""
    return pathlib.Path(__file__).resolve().parents[2]


def walk(folder: pathlib.Path) -> abc.Iterator[pathlib.Path]:
    """Yields the files under a folder in order, build outputs left out."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            if _holds_sources(path):
                yield from walk(path)
        elif path.is_file() and path.name != ".git":
            yield path


@functools.cache
def package_sources() -> tuple[Source, ...]:
    """Returns the Python files under `keras/`, test data's makers left out."""
    top = root()
    return tuple(
        Source(path.relative_to(top).as_posix(), path.read_text("utf-8"))
        for path in walk(top / "keras")
        if path.suffix == ".py" and "testdata" not in path.parts
    )


def _holds_sources(folder: pathlib.Path) -> bool:
    if folder.name.startswith("."):
        return folder.name in HIDDEN_BUT_OURS
    return folder.name not in LEFT_OUT
