"""Reads which of our files import which, without running any of them.

A file's imports are of four kinds: at import time (`eager`), inside a function
(`deferred`), of public names that wait for their use, under
`with lazy.imports(globals()):` (`noted`), and for editors only, under
`if TYPE_CHECKING:` (left out).
"""

from __future__ import annotations

import ast
import dataclasses
import pathlib
import re

_KNOBS = re.compile(r"^# bazel: *(.*)$", re.MULTILINE)
# What lies in testdata is data of the package around it, scripts too.
_NO_PACKAGES = {"__pycache__", "testdata"}


@dataclasses.dataclass
class Source:
    """One Python file and what it says about itself.

    Args:
        path: The file, relative to the repository's root.
        eager: Files of ours that importing it runs.
        deferred: Files of ours that one of its functions imports.
        noted: Files of ours that have the names it hands on.
        knobs: `name=value` words of its `# bazel:` comments.
    """

    path: pathlib.Path
    eager: set[pathlib.Path]
    deferred: set[pathlib.Path]
    noted: set[pathlib.Path]
    knobs: dict[str, str]

    @property
    def is_test(self) -> bool:
        """Whether pytest collects the file."""
        return self.path.stem.endswith("_test")


class _Imports(ast.NodeVisitor):
    """Collects the names that a file imports, by kind."""

    def __init__(self) -> None:
        self.names: dict[str, set[tuple[str, str]]] = {
            "eager": set(),
            "deferred": set(),
            "noted": set(),
        }
        self._kind = "eager"

    def _visit_as(self, kind: str, node: ast.AST) -> None:
        around, self._kind = self._kind, kind
        self.generic_visit(node)
        self._kind = around

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_as("deferred", node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_With(self, node: ast.With) -> None:
        lazily = ast.unparse(node.items[0]) == "lazy.imports(globals())"
        self._visit_as("noted" if lazily else self._kind, node)

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" not in ast.unparse(node.test):
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.names[self._kind].add((alias.name, ""))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self.names[self._kind].add((node.module or "", alias.name))


def _file_of(root: pathlib.Path, module: str) -> pathlib.Path | None:
    """The file that holds a dotted module name, if it is one of ours."""
    stem = pathlib.Path(*module.split("."))
    for candidate in (stem.with_suffix(".py"), stem / "__init__.py"):
        if (root / candidate).is_file():
            return candidate
    return None


def _resolve(root: pathlib.Path, module: str, name: str) -> pathlib.Path | None:
    """The file behind `from module import name` or `import module`."""
    found = _file_of(root, f"{module}.{name}") if name else None
    return found or _file_of(root, module)


def read_source(root: pathlib.Path, path: pathlib.Path) -> Source:
    """Reads one file.

    Args:
        root: The repository's root.
        path: The file, relative to it.

    Raises:
        SyntaxError: If the file isn't Python.
    """
    text = (root / path).read_text()
    imports = _Imports()
    imports.visit(ast.parse(text, str(path)))
    files = {
        kind: {_resolve(root, *name) for name in names} - {None, path}
        for kind, names in imports.names.items()
    }
    words = " ".join(_KNOBS.findall(text)).split()
    return Source(
        path=path,
        eager=files["eager"],
        deferred=files["deferred"] - files["eager"],
        noted=files["noted"],
        knobs=dict(word.split("=", 1) for word in words),
    )


def read_tree(
    root: pathlib.Path, folders: list[str]
) -> dict[pathlib.Path, Source]:
    """Reads every Python file under the folders; keys are relative paths."""
    paths = sorted(
        path.relative_to(root)
        for folder in folders
        for path in (root / folder).rglob("*.py")
        if not _NO_PACKAGES & set(path.parts)
    )
    return {path: read_source(root, path) for path in paths}


def cycles(edges: dict[str, set[str]]) -> list[list[str]]:
    """The groups of two and more nodes that reach each other (Tarjan 1972).

    Args:
        edges: For each node, the nodes that it points at.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(node: str) -> None:
        order[node] = low[node] = len(order)
        stack.append(node)
        for follower in sorted(edges.get(node, ())):
            if follower not in order:
                visit(follower)
                low[node] = min(low[node], low[follower])
            elif follower in stack:
                low[node] = min(low[node], order[follower])
        if low[node] == order[node]:
            start = stack.index(node)
            groups.append(sorted(stack[start:]))
            del stack[start:]

    for node in sorted(edges):
        if node not in order:
            visit(node)
    return [group for group in groups if len(group) > 1]
