"""Writes the BUILD file of every package from the imports of its sources.

    python tools/build_files.py            write what changed
    python tools/build_files.py --check    exit 1 and name what is stale

One py_library a source file, with exact deps. A package's test files run in one
process, `tests`, those that bring tf_keras along in another, `parity_tests`;
each file has a target of its own too, for whoever names it. One target runs
the docstring examples of all packages. A file says what can't be read from its
imports in a comment:

    # bazel: alone=true              (a test that shares no process)
    # bazel: shard_count=4 size=large tags=nightly
    # bazel: data=testdata/*.h5 deps=//keras
    #                                (a library's data goes into the wheel)
    # bazel: with=node.py            (one library of the two: a close pair)
    # bazel: rows=keras/layers/*/rows.py  (a test of the rows of a table: each
    #                                 folder that has rows runs it on its own)

    # bazel: suites=keras/layers    (an `__init__.py`: where the tests run that
    #                                 the package has, and those in it)

A test with tags is alone. `deps` of a source file are those of every test that
runs it; `shard_count` in an `__init__.py` parts `tests`, in a `rows.py` what
runs over the rows, into no more than such a test's own. A process costs the
import of TensorFlow: small packages name one for all of their suites, and keep
their own for whoever names them.
"""

from __future__ import annotations

import argparse
import functools
import pathlib
import sys
from collections.abc import Iterable

ROOT = pathlib.Path(__file__).absolute().parent.parent
sys.path.insert(0, str(ROOT))

from tools import source_graph  # noqa: E402

FOLDERS = ["keras", "benchmarks", "examples"]
WHOLE = "//keras"
_HEADER = (
    "# Written by tools/build_files.py: run it after you change an import.\n"
)
_TOP = pathlib.Path("keras")
_FRONT = _TOP / "__init__.py"
_CONFTEST_IMPORTS = _TOP / "testing/global_state.py"
_ROWS = "rows.py"


class Graph:
    """The targets of the tree and what each stands on.

    Args:
        sources: What `source_graph.read_tree` gives.
    """

    def __init__(self, sources: dict[pathlib.Path, source_graph.Source]):
        self.sources = sources
        for path, source in sources.items():
            # What the front hands on is all there is: that is //keras.
            if path != _FRONT:
                source.eager |= source.noted
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
        waiting = start & self.sources.keys()
        while waiting:
            seen |= waiting
            waiting = set().union(*map(self._read_with.get, waiting)) - seen
        return seen

    def test_deps(self, tests: set[pathlib.Path]) -> list[str]:
        """What tests import, then what that brings along and no dep names."""
        imported = {
            path
            for test in tests
            for path in self.sources[test].eager | self.sources[test].deferred
        }
        running = self.runtime(imported | tests)
        asked = {dep for path in running for dep in self._asked(path)}
        # What conftest.py imports looks nothing up by name.
        running |= self.runtime({_CONFTEST_IMPORTS} & self.sources.keys())
        if _FRONT in imported or WHOLE in asked:
            outside = self._outside_keras(running - tests)
            return sorted({WHOLE} | asked | outside)
        deps = {self.label(path) for path in imported} | asked
        needed = {self.label(path) for path in running}
        missing = needed - self.closure(deps) - set(map(self.label, tests))
        while missing:
            best = max(
                sorted(missing), key=lambda x: len(self.closure({x}) & missing)
            )
            deps.add(best)
            missing -= self.closure({best})
        return sorted(deps)

    def host(self, folder: pathlib.Path) -> pathlib.Path:
        """The package in whose suites the tests of one run."""
        for above in (folder, *folder.parents):
            front = self.sources.get(above / "__init__.py")
            if front and "suites" in front.knobs:
                return pathlib.Path(front.knobs["suites"])
        return folder

    @functools.cached_property
    def tables(self) -> dict[pathlib.Path, list[pathlib.Path]]:
        """For each test of the rows of a table, the files that hold rows."""
        return {
            path: [p for p in self.sources if p.match(source.knobs["rows"])]
            for path, source in self.sources.items()
            if "rows" in source.knobs
        }

    @functools.cached_property
    def _read_with(self) -> dict[pathlib.Path, set[pathlib.Path]]:
        """For each file, those that run because it does: packages, imports."""
        known = self.sources.keys()
        return {
            path: (source.eager | source.deferred) & known
            | {p / "__init__.py" for p in path.parents} & known
            for path, source in self.sources.items()
        }

    def _asked(self, path: pathlib.Path) -> list[str]:
        """The deps that a file's comment names."""
        words = self.sources[path].knobs.get("deps", "")
        return [word for word in words.split(",") if word]

    def _outside_keras(self, paths: set[pathlib.Path]) -> set[str]:
        """The targets of the files that `//keras` does not hold."""
        return {
            self.label(path)
            for path in paths
            if path.parts[0] != "keras"
            or path.parts[1] == "testing"
            or path.name == _ROWS
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


def _is_parity(path: pathlib.Path) -> bool:
    """Whether a test holds us against tf_keras, in its process."""
    return path.stem.endswith("_parity_test")


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
        knobs = self.graph.sources[path].knobs
        return _rule(
            "py_library",
            path.stem,
            _strings("srcs", names),
            self._data(knobs.get("data", "")),
            _strings("deps", self._near(deps)),
        )

    def _test(self, path: pathlib.Path) -> str:
        """The target of one test file."""
        knobs = self.graph.sources[path].knobs
        tags = [t for t in knobs.get("tags", "").split(",") if t]
        if _is_parity(path):
            tags.append("parity")
        if not self._is_alone(path):
            tags.append("manual")
        size = knobs.get("size")
        shards = knobs.get("shard_count")
        rows = self.graph.tables.get(path, [])
        deps = self.graph.test_deps({path})
        deps = sorted({*deps, *map(self.graph.label, rows)})
        return _rule(
            "keras_test",
            path.stem,
            [f'    size = "{size}",'] if size else [],
            self._data(knobs.get("data", "")),
            [f"    shard_count = {shards},"] if shards else [],
            _strings("tags", sorted(tags)),
            _strings("deps", self._near(deps)),
        )

    def _is_alone(self, path: pathlib.Path) -> bool:
        """Whether a test file shares its process with no other."""
        knobs = self.graph.sources[path].knobs
        return "alone" in knobs or "tags" in knobs

    def _row_tests(self) -> list[str]:
        """The tests over a table, on the rows that this package runs."""
        return [
            self._suite(test.stem, [test], rows, ["parity"] * _is_parity(test))
            for test, tables in self.graph.tables.items()
            if (rows := [p for p in tables if self._runs(p)])
        ]

    def _runs(self, path: pathlib.Path) -> bool:
        """Whether a file's tests are in a suite of this package."""
        return self.folder in (path.parent, self.graph.host(path.parent))

    def _suites(self) -> list[str]:
        """The targets that run test files together."""
        tables = self.graph.tables
        together = [
            path
            for path, source in self.graph.sources.items()
            if source.is_test and self._runs(path)
            if not self._is_alone(path) and path not in tables
        ]
        parity = [path for path in together if _is_parity(path)]
        others = [path for path in together if path not in parity]
        front = {self.folder / "__init__.py"} & self.graph.sources.keys()
        suites = [
            self._suite("tests", others, [], [], front),
            self._suite("parity_tests", parity, [], ["parity"]),
        ]
        return [suite for suite in suites if suite]

    def _suite(
        self,
        name: str,
        paths: list[pathlib.Path],
        rows: list[pathlib.Path],
        tags: list[str],
        parted: Iterable[pathlib.Path] = (),
    ) -> str:
        """One target for several test files; none for no file."""
        if not paths:
            return ""
        if self.graph.host(self.folder) != self.folder:
            tags = ["manual", *tags]
        shards = max(self._shards([*parted, *rows]), default=1)
        shards = min([shards, *(self._shards(paths) if rows else [])])
        data = [self.graph.sources[p].knobs.get("data", "") for p in paths]
        deps = self.graph.test_deps({*paths, *rows})
        deps = sorted({*deps, *map(self.graph.label, rows)})
        files = [
            path.name
            if path.parent == self.folder
            else f"//{path.parent.as_posix()}:{path.name}"
            for path in paths
        ]
        return _rule(
            "keras_suite",
            name,
            _strings("srcs", files),
            self._data(",".join(sorted(set(filter(None, data))))),
            [f"    shard_count = {shards},"] if shards > 1 else [],
            _strings("tags", tags),
            _strings("deps", self._near(deps)),
        )

    def _shards(self, paths: Iterable[pathlib.Path]) -> list[int]:
        """The numbers of processes that files ask for."""
        knobs = [self.graph.sources[path].knobs for path in paths]
        return [int(k["shard_count"]) for k in knobs if "shard_count" in k]

    def _is_asked(self, path: pathlib.Path) -> bool:
        """Whether suites of other packages run a test file."""
        hosted = self.graph.host(self.folder) != self.folder
        alone = self._is_alone(path)
        return path in self.graph.tables or (hosted and not alone)

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
        """The target that runs the docstring examples of all packages."""
        if self.folder != _TOP:
            return []
        deps = _strings("deps", [":keras", "//keras/testing:package"])
        return [_rule("keras_examples", "examples", deps)]

    def _groups(self) -> list[str]:
        """The package with all under it: its libraries, and its files."""
        below = [f"//{child.as_posix()}" for child in self.children]
        skipped = {"//keras/testing"}
        top = self.folder == _TOP
        libraries = sorted(
            {
                f":{self.graph.leaders[p].stem}"
                for p in self.files
                if p.name not in ("conftest.py", _ROWS)
            }
        )
        packages = [f"{x}:package" for x in below if x not in skipped]
        more = [f"{x}:sources" for x in below]
        files = 'glob(["*.py"]) + ["BUILD"]'
        if more:
            listed = "".join(f'        "{x}",\n' for x in more)
            files += f" + [\n{listed}    ]"
        typed = ['    data = ["py.typed"],'] if top else []
        tables = [
            f"//{child.as_posix()}:rows"
            for child in self.children
            if child / _ROWS in self.graph.sources
        ]
        rows = _rule("py_library", "rows", _strings("deps", tables))
        return ([rows] if tables else []) + [
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
            + self._row_tests()
            + self._suites()
            + self._examples()
            + self._groups()
        )
        macros = [
            f'"{macro}"'
            for macro in ("keras_examples", "keras_suite", "keras_test")
            if any(rule.startswith(macro + "(") for rule in body)
        ]
        load = f'load("//keras:keras.bzl", {", ".join(macros)})\n'
        visible = 'package(default_visibility = ["//visibility:public"])\n'
        head = ([load] if macros else []) + [visible]
        asked = ["version.py"] if self.folder == _TOP else []
        asked += [p.name for p in self.tests if self._is_asked(p)]
        quoted = ", ".join(f'"{name}"' for name in asked)
        head += [f"exports_files([{quoted}])\n"] if asked else []
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


def stale(
    root: pathlib.Path, wanted: dict[pathlib.Path, str]
) -> list[pathlib.Path]:
    """The BUILD files that don't say what is wanted of them."""
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
    changed = stale(ROOT, wanted)
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
