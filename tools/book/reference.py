"""The pages of the reference: one a public object, one a namespace."""

from __future__ import annotations

import collections
import importlib
import inspect
import itertools
import pathlib
import re
import types

import keras

_SECTION = re.compile(
    r"^(Args|Attributes|Call arguments|Example|Output shape|Raises|Returns"
    r"|Source|Variables|Yields):(?: (.*))?$"
)
# Code that goes on in the next line.
_CODE = re.compile(r"`([^`\n]*)(\n *)?([^`\n]*)`( ?)")
_ITEM = re.compile(r"^(\*{0,2}[\w.]+(?:, \*{0,2}[\w.]+)*): (.*)$")


def namespaces() -> dict[str, types.ModuleType]:
    """Returns each public namespace by its name, `keras` among them."""
    found = {"keras": keras}
    waiting = ["keras"]
    while waiting:
        name = waiting.pop()
        for word in names_of(found[name]):
            value = getattr(found[name], word)
            if isinstance(value, types.ModuleType):
                path = f"{name}.{word}"
                found[path] = value
                waiting.append(path)
    return dict(sorted(found.items()))


def names_of(module: types.ModuleType) -> list[str]:
    """Returns the public names of a namespace: those bound, or defined in it.

    Args:
        module: A public namespace.
    """
    own = {name for name, value in vars(module).items() if _is_ours(value)}
    names = own | set(getattr(module, "__all__", ()))
    return sorted(name for name in names if not name.startswith("_"))


def _is_ours(value: object) -> bool:
    if not isinstance(value, (type, types.FunctionType)):
        return False
    return value.__module__.partition(".")[0] == "keras"


def objects() -> dict[str, list[str]]:
    """Returns for each object its name, and all that it goes by.

    An object is called by the shortest name under its own.
    """
    paths = collections.defaultdict(list)
    for space, module in namespaces().items():
        for name in names_of(module):
            value = getattr(module, name)
            if not isinstance(value, types.ModuleType):
                paths[_key(value)].append((value, f"{space}.{name}"))
    called = {}
    for found in paths.values():
        names = sorted(name for _, name in found)
        own = f".{getattr(found[0][0], '__name__', '')}"
        best = min(names, key=lambda n: (not n.endswith(own), n.count("."), n))
        called[best] = names
    return dict(sorted(called.items()))


def _key(value: object) -> object:
    # A bound method is another object at each look.
    return getattr(value, "__func__", None), id(
        getattr(value, "__self__", value)
    )


def write(folder: pathlib.Path) -> None:
    """Writes all pages.

    Args:
        folder: Where to; it's made.
    """
    folder.mkdir(parents=True)
    called = objects()
    page_of = {name: main for main, names in called.items() for name in names}
    for name, names in called.items():
        text = _object_page(name, names)
        (folder / f"{name}.rst").write_text(text)
    spaces = namespaces()
    for space, module in spaces.items():
        text = _namespace_page(space, module, page_of)
        (folder / f"{space}.namespace.rst").write_text(text)
    listed = "\n".join(f"   {space}.namespace" for space in spaces)
    (folder / "index.rst").write_text(
        f"{_title('Reference')}\n.. toctree::\n\n{listed}\n"
    )


def _title(text: str) -> str:
    return f"{text}\n{'=' * len(text)}\n"


def _object_page(name: str, names: list[str]) -> str:
    value = _value(name)
    kind = "autoclass" if isinstance(value, type) else "autofunction"
    parts = [":orphan:\n", _title(name.rpartition(".")[2])]
    others = [f"``{other}``" for other in names if other != name]
    parts += ["Also: " + ", ".join(others) + ".\n"] if others else []
    parts += [f".. {kind}:: {name}"]
    parts += ["   :members:"] if isinstance(value, type) else []
    return "\n".join(parts) + "\n"


def _value(name: str) -> object:
    space, _, word = name.rpartition(".")
    return getattr(importlib.import_module(space), word)


def _namespace_page(
    space: str, module: types.ModuleType, page_of: dict[str, str]
) -> str:
    lines = [
        _title(space),
        *rst((inspect.getdoc(module) or "").splitlines()),
        "",
    ]
    lines += [".. list-table::", "   :widths: 35 65", ""]
    for name in names_of(module):
        path = f"{space}.{name}"
        doc = inspect.getdoc(getattr(module, name)) or ""
        target = page_of.get(path, f"{path}.namespace")
        first = _inline((doc.splitlines() or [""])[0])
        lines += [f"   * - :doc:`{name} <{target}>`", f"     - {first}"]
    return "\n".join(lines) + "\n"


def rst(lines: list[str]) -> list[str]:
    """Turns a docstring of the house into reStructuredText.

    Args:
        lines: Its lines, as `inspect.getdoc` gives them.
    """
    out: list[str] = []
    section = ""
    text = _CODE.sub(_on_one_line, "\n".join(lines))
    for line in text.splitlines():
        header = _SECTION.match(line)
        if header:
            section = header[1]
            out += ["", f".. rubric:: {section}", ""]
            if header[2]:
                section = "prose"
                out.append(_inline(header[2]))
        elif section == "Example":
            out.append(line.removeprefix("    "))
        elif section:
            out += _entry(line.removeprefix("    "))
        else:
            out += _prose(line, out)
    return out


def _on_one_line(code: re.Match) -> str:
    """Code that goes on in the next line, and then that line's break."""
    first, line_break, rest, _ = code.groups("")
    if not line_break:
        return code[0]
    return f"`{first} {rest}`{line_break}"


def _entry(line: str) -> list[str]:
    """A line of a section: an item's first one, or a further one."""
    item = _ITEM.match(line)
    if item:
        return ["", f"``{item[1]}``", f"    {_inline(item[2])}"]
    if line.startswith("    "):
        return [f"    {_inline(line.strip())}"]
    return [_inline(line)]


def _prose(line: str, before: list[str]) -> list[str]:
    """A line before the sections; what is set in is a formula."""
    inner = line.startswith("  ") and not _in_list(before)
    was_inner = bool(before) and before[-1].startswith("    ")
    start = ["", "::", ""] if inner and not was_inner else []
    end = [""] if was_inner and line and not inner else []
    if inner:
        return [*start, f"    {line}"]
    return [*end, _item_or_text(line)]


def _in_list(before: list[str]) -> bool:
    """Whether the paragraph so far is an item of a list."""
    for line in reversed(before):
        if not line:
            return False
        if re.match(r"([*-]|\d+\.) ", line):
            return True
    return False


def _item_or_text(line: str) -> str:
    """A line of prose, whose mark of an item stays one."""
    mark = re.match(r" *([*-] )?", line)[0]
    return mark + _inline(line[len(mark) :])


def _inline(text: str) -> str:
    """Code stays code; what means something to docutils doesn't."""
    # A literal that a letter follows would go on.
    parts = re.split(r"(`[^`]+`(?=(\w)?))", text)
    plain, code, letters = parts[::3], parts[1::3], parts[2::3]
    marked = [
        f"``{span[1:-1]}``" + ("\\ " if letter else "")
        for span, letter in zip(code, letters)
    ]
    texts = [re.sub(r"([\\*_|`])", r"\\\1", part) for part in plain]
    pairs = itertools.zip_longest(texts, marked, fillvalue="")
    return "".join(itertools.chain.from_iterable(pairs))
