"""What the names in a script stand for, by its imports.

A name that no import of the script brings is its own, whatever it is called.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import libcst as cst
from libcst import metadata

from keras.cli.migration import names

Import = cst.Import | cst.ImportFrom


@dataclasses.dataclass(eq=False)
class Binding:
    """A name that an import binds, or an assignment of an imported module.

    Args:
        local: The name in the script.
        path: What it stands for.
        statement: The import; of an assignment the one that it goes back to.
        alias: Its part of the import; None for an assignment.
        is_top: Whether the whole script sees it, not only a function.
    """

    local: str
    path: str
    statement: Import
    alias: cst.ImportAlias | None
    is_top: bool = False
    # The module, where `from module import *` brought the name.
    star: str | None = None
    # How many of its uses are spelled through it today, and how many not.
    kept: int = 0
    moved: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether it is of `import a.b`, which binds `a`."""
        return isinstance(self.statement, cst.Import) and (
            self.alias is not None and self.alias.asname is None
        )


@dataclasses.dataclass(frozen=True)
class Reference:
    """A use of a binding: `K.mean` of the binding `K`."""

    binding: Binding
    path: str


def words(node: cst.CSTNode) -> list[str] | None:
    """Returns the words of `a.b.c`, None of any other expression."""
    found = []
    while isinstance(node, cst.Attribute):
        found.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return None
    return [node.value, *reversed(found)]


class References(cst.CSTVisitor):
    """All uses of imported names in a script.

    Args:
        wrapper: The script.
        is_known: Returns if a path below Keras's root means something to the
            rules: what `import *` brings is told by that.
    """

    def __init__(
        self,
        wrapper: metadata.MetadataWrapper,
        is_known: Callable[[str], bool],
    ):
        super().__init__()
        self._is_known = is_known
        self.of: dict[cst.CSTNode, Reference] = {}
        self.bindings: list[Binding] = []
        self.stars: list[cst.ImportFrom] = []
        self._by_import: dict[tuple[Import, str], Binding] = {}
        self._by_name: dict[cst.CSTNode, Binding] = {}
        self._scopes = wrapper.resolve(metadata.ScopeProvider)
        self._assigned = {
            assignment.name
            for scope in set(self._scopes.values())
            if scope is not None
            for assignment in scope.assignments
        }
        wrapper.module.visit(_Imports(self))
        wrapper.module.visit(_Aliases(self))
        wrapper.module.visit(self)

    def is_taken(self, name: str) -> bool:
        """Returns if the script gives a meaning to a name, anywhere."""
        return name in self._assigned

    def path(self, node: cst.CSTNode) -> str | None:
        """Returns the full path that an expression stands for, if imported."""
        found = self.locate(node)
        return found and found.path

    def below(self, node: cst.CSTNode) -> str | None:
        """Returns the path below Keras's root, of today's modules."""
        path = self.path(node)
        found = path and names.parts(path)
        return names.home(found[1]) if found else None

    def locate(self, node: cst.CSTNode) -> Reference | None:
        """Returns what an expression stands for; None if it's no import."""
        found = words(node)
        if found is None:
            return None
        head = node
        while isinstance(head, cst.Attribute):
            head = head.value
        binding = self._binding(head)
        if binding is None:
            return None
        path = ".".join([binding.path, *found[1:]])
        return Reference(binding, path)

    def add(self, binding: Binding) -> None:
        """Notes what an import binds."""
        self.bindings.append(binding)
        self._by_import[binding.statement, binding.local] = binding

    def add_alias(self, name: cst.Name, binding: Binding) -> None:
        """Notes an assignment of an imported module to a name."""
        self._by_name[name] = binding

    def assignments(self, name: cst.Name) -> list[metadata.BaseAssignment]:
        """Returns what the script assigns to a name, as seen from there."""
        scope = self._scopes.get(name)
        return [] if scope is None else list(scope[name.value])

    def _binding(self, head: cst.Name) -> Binding | None:
        found = []
        for assignment in self.assignments(head):
            node = getattr(assignment, "node", None)
            binding = self._by_import.get((node, head.value))
            found.append(binding or self._by_name.get(node))
        if not found:
            return self._by_star(head.value)
        # Of two imports, one in `except ImportError`, the first one is taken.
        if None in found:
            return None
        return min(found, key=self._order)

    def _by_star(self, name: str) -> Binding | None:
        """Returns what `from module import *` makes of a name, if known."""
        for statement in self.stars:
            module = ".".join(words(statement.module))
            path = f"{module}.{name}"
            there = names.parts(path)
            if there is not None and self._is_known(names.home(there[1])):
                return Binding(name, path, statement, None, star=module)
        return None

    def _order(self, binding: Binding) -> int:
        if binding in self.bindings:
            return self.bindings.index(binding)
        return len(self.bindings)

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        return not self._note(node)

    def visit_Name(self, node: cst.Name) -> None:
        self._note(node)

    def visit_Arg(self, node: cst.Arg) -> bool:
        # A keyword is no name of the script.
        node.value.visit(self)
        return False

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def _note(self, node: cst.BaseExpression) -> bool:
        found = self.locate(node)
        if found is not None:
            self.of[node] = found
        return found is not None or words(node) is not None


class _Imports(cst.CSTVisitor):
    """Notes what each import binds."""

    def __init__(self, references: References):
        super().__init__()
        self._references = references
        self._depth = 0

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._depth += 1

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self._depth -= 1

    def visit_Import(self, node: cst.Import) -> bool:
        for alias in node.names:
            path = ".".join(words(alias.name))
            local = alias.asname and alias.asname.name.value
            if local is None:
                path = local = path.partition(".")[0]
            self._add(local, path, node, alias)
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        if node.relative or node.module is None:
            return False
        module = ".".join(words(node.module))
        if isinstance(node.names, cst.ImportStar):
            self._references.stars.append(node)
            return False
        for alias in node.names:
            name = alias.name.value
            local = alias.asname.name.value if alias.asname else name
            self._add(local, f"{module}.{name}", node, alias)
        return False

    def _add(
        self, local: str, path: str, node: Import, alias: cst.ImportAlias
    ) -> None:
        is_top = self._depth == 0
        self._references.add(Binding(local, path, node, alias, is_top))


class _Aliases(cst.CSTVisitor):
    """Notes `K = keras.backend`: another name of an imported module."""

    def __init__(self, references: References):
        super().__init__()
        self._references = references

    def visit_Assign(self, node: cst.Assign) -> None:
        target = node.targets[0].target
        if len(node.targets) > 1 or not isinstance(target, cst.Name):
            return
        found = self._references.locate(node.value)
        if found is None or names.parts(found.path) is None:
            return
        if len(self._references.assignments(target)) == 1:
            statement = found.binding.statement
            alias = Binding(target.value, found.path, statement, None)
            self._references.add_alias(target, alias)
