"""The import statements of a script, by what its names are called today."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from keras.cli.migration import arguments, names, references, spelling

# A line that goes; what stands around it, comments too, stays.
_MARK = "__this_line_goes__"


class ImportLines(cst.CSTTransformer):
    """Rewrites the imports after the rest of the script.

    Args:
        found: What the names of the script stand for.
        spelled: How they were spelled.
    """

    def __init__(
        self, found: references.References, spelled: spelling.Spelling
    ):
        super().__init__()
        self._found = found
        self._spelling = spelled

    def leave_SimpleStatementLine(
        self,
        original_node: cst.SimpleStatementLine,
        updated_node: cst.SimpleStatementLine,
    ) -> cst.SimpleStatementLine | cst.FlattenSentinel:
        parts = []
        for small in original_node.body:
            parts.extend(self._today(small))
        if parts == list(original_node.body):
            return original_node
        if not parts:
            gone = cst.Expr(cst.Name(_MARK))
            return original_node.with_changes(body=[gone])
        first = original_node.with_changes(body=[_without_semicolon(parts[0])])
        if len(parts) == 1:
            return first
        rest = [
            cst.SimpleStatementLine([_without_semicolon(part)])
            for part in parts[1:]
        ]
        return cst.FlattenSentinel([first, *rest])

    def leave_IndentedBlock(
        self,
        original_node: cst.IndentedBlock,
        updated_node: cst.IndentedBlock,
    ) -> cst.IndentedBlock:
        if not all(_is_marked(line) for line in updated_node.body):
            return updated_node
        last = updated_node.body[-1].with_changes(body=[cst.Pass()])
        return updated_node.with_changes(body=[*updated_node.body[:-1], last])

    def _today(
        self, small: cst.BaseSmallStatement
    ) -> list[cst.BaseSmallStatement]:
        if isinstance(small, cst.ImportFrom):
            return self._from(small)
        if isinstance(small, cst.Import):
            return self._plain(small)
        return [small]

    def _plain(self, node: cst.Import) -> list[cst.BaseSmallStatement]:
        bindings = self._of(node)
        entries = [
            entry for b in bindings for entry in [self._plain_entry(b)] if entry
        ]
        entries = list(dict.fromkeys([*entries, *self._extra(node)]))
        before = [
            (None, ".".join(references.words(b.alias.name)), _other_name(b))
            for b in bindings
        ]
        return [node] if entries == before else _statements(entries)

    def _plain_entry(
        self, binding: references.Binding
    ) -> spelling.Entry | None:
        if _is_unused(binding):
            return None
        path = ".".join(references.words(binding.alias.name))
        new = self._spelling.new_path(binding)
        if binding.is_plain:
            new = names.today(path) or path
            if binding.path == "tensorflow" and not _is_keras(path):
                new = path
        local = self._spelling.new_local(binding)
        says_own = (
            local != new.partition(".")[0]
            if binding.is_plain
            else (local != new)
        )
        return None, new, local if says_own else None

    def _from(self, node: cst.ImportFrom) -> list[cst.BaseSmallStatement]:
        if node.relative or node.module is None:
            return [node]
        if isinstance(node.names, cst.ImportStar):
            return [self._star(node), *_statements(self._extra(node))]
        extra = list(self._extra(node))
        entries = []
        for binding in self._of(node):
            if not _is_unused(binding):
                entries.append(self._entry(binding))
            elif extra:
                # In the place of the name that isn't needed any more.
                entries.append(extra.pop(0))
        entries = list(dict.fromkeys([*entries, *extra]))
        before = [_as_it_was(b) for b in self._of(node)]
        if entries == before:
            return [node]
        modules = list(dict.fromkeys(entry[0] for entry in entries))
        same_form = len(modules) == 1 and modules != [None]
        if same_form and len(entries) == len(before):
            return [_in_place(node, entries)]
        return _statements(entries)

    def _star(self, node: cst.ImportFrom) -> cst.ImportFrom:
        module = ".".join(references.words(node.module))
        new = names.today(module)
        if new is None or new == module:
            return node
        return node.with_changes(module=cst.parse_expression(new))

    def _entry(self, binding: references.Binding) -> spelling.Entry:
        path = self._spelling.new_path(binding)
        if path is None:
            return _as_it_was(binding)
        module, _, name = path.rpartition(".")
        local = self._spelling.new_local(binding)
        return module or None, name, None if local == name else local

    def _of(self, node: references.Import) -> list[references.Binding]:
        return [b for b in self._found.bindings if b.statement is node]

    def _extra(self, node: references.Import) -> list[spelling.Entry]:
        return self._spelling.extra.get(node, [])


def _is_keras(path: str) -> bool:
    return names.parts(path) is not None


def _is_unused(binding: references.Binding) -> bool:
    """Returns if all uses of an import are spelled by others today."""
    return binding.moved > 0 and binding.kept == 0


def _other_name(binding: references.Binding) -> str | None:
    asname = binding.alias.asname
    return asname and asname.name.value


def _as_it_was(binding: references.Binding) -> spelling.Entry:
    module = ".".join(references.words(binding.statement.module))
    return module, binding.alias.name.value, _other_name(binding)


def _in_place(
    node: cst.ImportFrom, entries: Sequence[spelling.Entry]
) -> cst.ImportFrom:
    """Rewrites an import in its layout."""
    module = cst.parse_expression(entries[0][0])
    if entries[0][0] == ".".join(references.words(node.module)):
        module = node.module
    aliases = [
        alias.with_changes(name=cst.Name(name), asname=_asname(local))
        for alias, (_, name, local) in zip(node.names, entries, strict=True)
    ]
    return node.with_changes(module=module, names=aliases)


def _statements(
    entries: Sequence[spelling.Entry],
) -> list[cst.BaseSmallStatement]:
    """Returns an import statement a module, and one a plain import."""
    made = []
    for module in dict.fromkeys(entry[0] for entry in entries):
        aliases = [
            cst.ImportAlias(cst.parse_expression(name), _asname(local))
            for of, name, local in entries
            if of == module
        ]
        if module is None:
            made.extend(cst.Import([alias]) for alias in aliases)
        else:
            made.append(cst.ImportFrom(cst.parse_expression(module), aliases))
    return made


def _asname(local: str | None) -> cst.AsName | None:
    return cst.AsName(cst.Name(local)) if local else None


def _without_semicolon(
    part: cst.BaseSmallStatement,
) -> cst.BaseSmallStatement:
    return part.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)


def without_marked(module: cst.Module) -> bytes:
    """Returns the source of a script, without the lines that go."""
    mark = _MARK.encode(module.encoding)
    lines = module.bytes.splitlines(keepends=True)
    kept = []
    for line in lines:
        if line.lstrip().startswith(mark):
            rest = line.lstrip()[len(mark) :].lstrip(b" ")
            indent = line[: len(line) - len(line.lstrip())]
            line = indent + rest if rest.startswith(b"#") else b""
        kept.append(line)
    return b"".join(kept)


def _is_marked(line: cst.BaseStatement) -> bool:
    return isinstance(line, cst.SimpleStatementLine) and (
        arguments.code(line.body[0]) == _MARK
    )


def marked(line: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
    """Returns a statement's line, marked to go."""
    return line.with_changes(body=[cst.Expr(cst.Name(_MARK))])
