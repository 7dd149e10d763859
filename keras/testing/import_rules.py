"""House rules on what a file imports, and which TensorFlow names it uses."""

import ast
import dataclasses
import sys
from collections import abc

from keras.testing import house, source_tree


@dataclasses.dataclass(frozen=True)
class Import:
    """One imported module of ours, or name from it.

    Args:
        source: The file that imports.
        line: Where, from 1.
        target: Dotted name of the imported module.
        name: What is taken from it, None for the module itself.
        nested: True inside a function.
    """

    source: source_tree.Source
    line: int
    target: str
    name: str | None
    nested: bool

    @property
    def where(self) -> str:
        """`file:line`."""
        return f"{self.source.path}:{self.line}"


def check_levels(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the imports of a level above the file's own."""
    found = []
    for source in _package_code(sources):
        own = house.level(source.module)
        if own is None:
            found.append(
                f"{source.path}:1: {source.module} has no import level; "
                "expected a row in house.LEVELS"
            )
            continue
        for one in imports_of_ours(source, sources):
            theirs = house.level(one.target)
            if theirs is not None and theirs > own:
                found.append(
                    f"{one.where}: level {own} imports {one.target} of level "
                    f"{theirs}; expected level {own} or lower"
                )
    return found


def check_cycles(sources: abc.Sequence[source_tree.Source]) -> list[str]:
    """Returns the groups of modules that import each other in a ring."""
    graph = {
        source.module: {one.target for one in imports_of_ours(source, sources)}
        - {source.module}
        for source in _package_code(sources)
    }
    return [
        f"{ring[0].replace('.', '/')}: import cycle of {', '.join(ring)}; "
        "expected none"
        for ring in find_rings(graph)
    ]


def check_nested_imports(
    sources: abc.Sequence[source_tree.Source],
) -> list[str]:
    """Returns the imports in functions of packages that are always there."""
    found = []
    for source in _package_code(sources):
        if source.path.startswith(house.BINDS_LAZILY):
            continue
        if source.path in house.IMPORTS_IN_FUNCTIONS:
            continue
        for line, target in _nested_imports(source.tree):
            package = target.partition(".")[0]
            if package in house.ALWAYS_THERE | set(sys.stdlib_module_names):
                found.append(
                    f"{source.path}:{line}: {target} is imported in a "
                    "function; expected at the top of the file"
                )
    return found


def check_module_imports(
    sources: abc.Sequence[source_tree.Source],
) -> list[str]:
    """Returns the names that are imported where their module should be."""
    return [
        f"{one.where}: the name {one.name} is imported from {one.target}; "
        "expected the module"
        for source in _package_code(sources)
        if not source.is_package
        for one in imports_of_ours(source, sources)
        if one.name is not None and not one.name.startswith("__")
    ]


def imports_of_ours(
    source: source_tree.Source, sources: abc.Sequence[source_tree.Source]
) -> list[Import]:
    """Returns a file's imports from this package, typing-only ones left out.

    Args:
        source: The file.
        sources: All files, to tell a module from a name in one.
    """
    modules = {other.module for other in sources}
    typing_only = _typing_only(source.tree)
    nested = {id(node) for node in _nodes_in_functions(source.tree)}
    return [
        Import(source, node.lineno, target, name, id(node) in nested)
        for node in ast.walk(source.tree)
        if id(node) not in typing_only
        for target, name in _targets(node, modules)
    ]


def find_rings(graph: dict[str, set[str]]) -> list[list[str]]:
    """Returns the sets of nodes that reach each other, each sorted.

    Args:
        graph: Node to the nodes that it points at.

    Example:
        >>> from keras.testing import import_rules
        >>> import_rules.find_rings({"a": {"b"}, "b": {"a"}, "c": {"a"}})
        [['a', 'b']]
    """
    reached = {node: _reachable(graph, node) for node in graph}
    rings = {
        tuple(sorted(b for b in reached[a] if a in reached.get(b, ())))
        for a in graph
        if a in reached[a]
    }
    return [list(ring) for ring in sorted(rings)]


def _package_code(
    sources: abc.Sequence[source_tree.Source],
) -> list[source_tree.Source]:
    return [source for source in sources if not source.is_test]


def _targets(node: ast.AST, modules: set[str]) -> list[tuple[str, str | None]]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
        return [(name, None) for name in names if name in modules]
    if not isinstance(node, ast.ImportFrom) or not node.module:
        return []
    if node.module.partition(".")[0] != "keras":
        return []
    return [
        (whole, None) if whole in modules else (node.module, alias.name)
        for alias in node.names
        for whole in [f"{node.module}.{alias.name}"]
    ]


def _typing_only(tree: ast.Module) -> set[int]:
    """Ids of the nodes under `if TYPE_CHECKING:`."""
    return {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If)
        and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for statement in node.body
        for inner in ast.walk(statement)
    }


def _nodes_in_functions(tree: ast.Module) -> abc.Iterator[ast.AST]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, functions):
            yield from (inner for inner in ast.walk(node) if inner is not node)


def _nested_imports(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and module of the imports in functions, those by name too."""
    found = {}
    for node in _nodes_in_functions(tree):
        if isinstance(node, ast.Import):
            found[node.lineno] = node.names[0].name
        elif isinstance(node, ast.ImportFrom):
            found[node.lineno] = node.module or "keras"
        elif _imports_by_name(node):
            found[node.lineno] = _first_argument(node) or "keras"
    return sorted(found.items())


def _imports_by_name(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return ast.unparse(node.func) in ("importlib.import_module", "__import__")


def _first_argument(call: ast.Call) -> str | None:
    """The text of a call's first argument, None where it isn't a constant."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value
    return None


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for node in graph.get(waiting.pop(), ()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached
