"""Writes the BUILD file of every package from the imports of its sources.

    python tools/build_files.py            write what changed
    python tools/build_files.py --check    exit 1 and name what is stale

One py_library a source file, with exact deps; one test target a test file; one
target for a package's docstring examples. A file says what can't be read from
its imports in a comment:

    # bazel: shard_count=4 size=large tags=nightly,parity
    # bazel: data=testdata/*.h5 deps=//keras
    # bazel: with=node.py            (one library of the two: a close pair)
"""

from __future__ import annotations

import argparse
import pathlib
import sys

ROOT = pathlib.Path(__file__).absolute().parent.parent
sys.path.insert(0, str(ROOT))

from tools import source_graph  # noqa: E402

FOLDERS = ["keras", "benchmarks", "examples"]
WHOLE = "//keras"
_HEADER = (
    "# Written by tools/build_files.py: run it after you change an import.\n"
)
_FRONT = pathlib.Path("keras/__init__.py")


class Graph:
    """The targets of the tree and what each stands on.

    Args:
        sources: What `source_graph.read_tree` gives.
    """

    def __init__(self, sources: dict[pathlib.Path, source_graph.Source]):
        self.sources = sources
        self.leaders = {path: path for path in sources}
        for path, source in sources.items():
            if "with" in source.knobs:
                self.leaders[path.parent / source.knobs["with"]] = path
        self.libraries = {
            self.label(path): self._library_deps(path)
            for path, source in sources.items()
            if not source.is_test and self.leaders[path] == path
        }

    def label(self, path: pathlib.Path) -> str:
        """The target that holds a file."""
        leader = self.leaders[path]
        return f"//{leader.parent.as_posix()}:{leader.stem}"

    def members(self, path: pathlib.Path) -> list[pathlib.Path]:
        """The files of one library, its leader among them."""
        return [p for p, leader in self.leaders.items() if leader == path]

    def _library_deps(self, path: pathlib.Path) -> set[str]:
        """The targets that a library's files import when they are run."""
        found = set()
        for member in self.members(path):
            found |= {self.label(p) for p in self.sources[member].eager}
        return found - {self.label(path), self.label(_FRONT)} - {""}

    def cycles(self) -> list[list[str]]:
        """Libraries that import each other."""
        return source_graph.cycles(self.libraries)

    def closure(self, labels: set[str]) -> set[str]:
        """The labels, and all libraries under them."""
        seen: set[str] = set()
        waiting = list(labels)
        while waiting:
            label = waiting.pop()
            if label not in seen:
                seen.add(label)
                waiting.extend(self.libraries.get(label, ()))
        return seen

    def runtime(self, start: set[pathlib.Path]) -> set[pathlib.Path]:
        """Every file that may run once those do: packages, deferred ones."""
        seen: set[pathlib.Path] = set()
        waiting = list(start)
        while waiting:
            path = waiting.pop()
            if path in seen or path not in self.sources:
                continue
            seen.add(path)
            source = self.sources[path]
            waiting.extend(source.eager | source.deferred)
            waiting.extend(p / "__init__.py" for p in path.parents)
        return seen

    def test_deps(self, path: pathlib.Path) -> list[str]:
        """A test's imports, then what they bring along that no dep names."""
        source = self.sources[path]
        imported = source.eager | source.deferred
        asked = set(filter(None, source.knobs.get("deps", "").split(",")))
        if _FRONT in imported or WHOLE in asked:
            return sorted({WHOLE} | asked | self._outside_keras(imported))
        deps = {self.label(p) for p in imported} | asked
        needed = {self.label(p) for p in self.runtime(imported | {path})}
        missing = needed - self.closure(deps) - {self.label(path)}
        while missing:
            best = max(
                sorted(missing), key=lambda x: len(self.closure({x}) & missing)
            )
            deps.add(best)
            missing -= self.closure({best})
        return sorted(deps)

    def _outside_keras(self, paths: set[pathlib.Path]) -> set[str]:
        """The targets of the files that `//keras` does not hold."""
        return {
            self.label(path)
            for path in paths
            if path.parts[0] != "keras" or path.parts[1] == "testing"
        }


def _strings(name: str, values: list[str]) -> list[str]:
    """A list attribute, in buildifier's layout."""
    if not values:
        return []
    if len(values) == 1:
        return [f'    {name} = ["{values[0]}"],']
    lines = [f'        "{value}",' for value in values]
    return [f"    {name} = [", *lines, "    ],"]


def _rule(kind: str, name: str, *attributes: list[str]) -> str:
    """One target."""
    lines = [line for attribute in attributes for line in attribute]
    return "\n".join([f"{kind}(", f'    name = "{name}",', *lines, ")\n"])


class Package:
    """One folder's BUILD file.

    Args:
        graph: The whole tree.
        folder: The package, relative to the root.
    """

    def __init__(self, graph: Graph, folder: pathlib.Path):
        self.graph = graph
        self.folder = folder
        mine = [p for p in graph.sources if p.parent == folder]
        self.tests = [p for p in mine if graph.sources[p].is_test]
        self.files = [p for p in mine if p not in self.tests]
        self.children = sorted(
            {
                folder / p.relative_to(folder).parts[0]
                for p in graph.sources
                if folder in p.parents and p.parent != folder
            }
        )

    def _near(self, labels: list[str]) -> list[str]:
        """Labels as the package writes them: its own first, by `:name`."""
        prefix = f"//{self.folder.as_posix()}:"
        own = [f":{x[len(prefix) :]}" for x in labels if x.startswith(prefix)]
        return own + [x for x in labels if not x.startswith(prefix)]

    def _library(self, path: pathlib.Path) -> str:
        """The py_library of one file or close pair."""
        names = sorted(p.name for p in self.graph.members(path))
        deps = sorted(self.graph.libraries[self.graph.label(path)])
        return _rule(
            "py_library",
            path.stem,
            _strings("srcs", names),
            _strings("deps", self._near(deps)),
        )

    def _test(self, path: pathlib.Path) -> str:
        """The keras_test of one test file."""
        knobs = self.graph.sources[path].knobs
        tags = [t for t in knobs.get("tags", "").split(",") if t]
        if path.stem.endswith("_parity_test"):
            tags.append("parity")
        size = knobs.get("size")
        shards = knobs.get("shard_count")
        return _rule(
            "keras_test",
            path.stem,
            [f'    size = "{size}",'] if size else [],
            self._data(knobs.get("data", "")),
            [f"    shard_count = {shards},"] if shards else [],
            _strings("tags", sorted(set(tags))),
            _strings("deps", self._near(self.graph.test_deps(path))),
        )

    def _data(self, text: str) -> list[str]:
        """The data attribute: labels as they are, patterns by glob."""
        words = [word for word in text.split(",") if word]
        labels = [word for word in words if ":" in word or "//" in word]
        patterns = [word for word in words if word not in labels]
        if not patterns:
            return _strings("data", labels)
        quoted = ", ".join(f'"{pattern}"' for pattern in patterns)
        more = f" + {labels}".replace("'", '"') if labels else ""
        return [f"    data = glob([{quoted}]){more},"]

    def _examples(self) -> list[str]:
        """The target that runs the package's docstring examples."""
        names = [
            p.name for p in self.files if self.graph.sources[p].has_examples
        ]
        if self.folder.parts[0] != "keras" or not names:
            return []
        deps = ['    deps = ["//keras"],']
        return [
            _rule("keras_examples", "examples", _strings("srcs", names), deps)
        ]

    def _groups(self) -> list[str]:
        """The package with all under it: its libraries, and its files."""
        below = [f"//{child.as_posix()}" for child in self.children]
        skipped = {"//keras/testing"}
        top = self.folder == pathlib.Path("keras")
        libraries = sorted(
            {
                f":{self.graph.leaders[p].stem}"
                for p in self.files
                if p.name != "conftest.py"
            }
        )
        packages = [f"{x}:package" for x in below if x not in skipped]
        more = [f"{x}:sources" for x in below]
        files = 'glob(["*.py"]) + ["BUILD"]'
        if more:
            listed = "".join(f'        "{x}",\n' for x in more)
            files += f" + [\n{listed}    ]"
        typed = ['    data = ["py.typed"],'] if top else []
        return [
            _rule(
                "py_library",
                "keras" if top else "package",
                typed,
                _strings("deps", libraries + packages),
            ),
            _rule("filegroup", "sources", [f"    srcs = {files},"]),
        ]

    def text(self) -> str:
        """The BUILD file."""
        leaders = [p for p in self.files if self.graph.leaders[p] == p]
        body = (
            [self._library(path) for path in leaders]
            + [self._test(path) for path in self.tests]
            + self._examples()
            + self._groups()
        )
        macros = [
            f'"{macro}"'
            for macro in ("keras_examples", "keras_test")
            if any(rule.startswith(macro + "(") for rule in body)
        ]
        load = f'load("//keras:keras.bzl", {", ".join(macros)})\n'
        visible = 'package(default_visibility = ["//visibility:public"])\n'
        exports = 'exports_files(["version.py"])\n'
        top = self.folder == pathlib.Path("keras")
        head = ([load] if macros else []) + [visible]
        head += [exports] if top else []
        return _HEADER + "\n" + "\n".join(head + body)


def packages(root: pathlib.Path) -> dict[pathlib.Path, str]:
    """Every generated BUILD file and the text that it should hold.

    Raises:
        ValueError: If libraries import each other in a circle.
    """
    graph = Graph(source_graph.read_tree(root, FOLDERS))
    circles = graph.cycles()
    if circles:
        listed = "; ".join(" -> ".join(circle) for circle in circles)
        raise ValueError(
            f"build_files: libraries import each other. Expected no circle. "
            f"Received: {listed}. Move what both need to a file below them, "
            "or declare a close pair of one package: `# bazel: with=other.py`."
        )
    folders = {path.parent for path in graph.sources}
    folders |= {
        parent
        for folder in folders
        for parent in folder.parents
        if parent != pathlib.Path(".")
    }
    return {
        folder / "BUILD": Package(graph, folder).text()
        for folder in sorted(folders)
    }


def stale(root: pathlib.Path) -> list[pathlib.Path]:
    """The BUILD files that don't say what the sources say."""
    wanted = packages(root)
    kept = {
        path.relative_to(root)
        for folder in FOLDERS
        for path in (root / folder).rglob("BUILD")
    }
    changed = [
        path
        for path, text in wanted.items()
        if not (root / path).is_file() or (root / path).read_text() != text
    ]
    return changed + sorted(kept - wanted.keys())


def main(argv: list[str] | None = None) -> int:
    """The command line; 1 if `--check` found a stale file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(argv)
    try:
        wanted = packages(ROOT)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    changed = stale(ROOT)
    for path in changed:
        print(("stale: " if options.check else "") + path.as_posix())
        if options.check:
            continue
        if path in wanted:
            (ROOT / path).write_text(wanted[path])
        else:
            (ROOT / path).unlink()
    return int(options.check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
