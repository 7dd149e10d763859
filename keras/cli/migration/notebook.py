"""Notebooks: their cells of code as one script, and back."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from keras.cli.migration import script

# What parts the cells in the script; and hides what isn't Python.
_CELL = "# <- cell of a notebook ->"
_HIDDEN = "#<- not Python ->"
_PASS = "pass  #<- not Python ->"
# Lines of IPython's alone: `%time`, `!ls`, `?f`, `files = !ls`, `f?`.
_IPYTHON = re.compile(r"[%!?]|[\w.\[\], ]+=\s*[%!]|[\w.*]+\?\??\s*$")


def rewrite(source: bytes, dialect: str | None = None) -> script.Rewritten:
    """Rewrites the code of a notebook; all else stays as it is.

    What one cell imports holds for the next ones. What IPython reads and Python
    doesn't stays: lines of `%`, `!` and `?`, and cells that begin with `%%`.

    Args:
        source: The file.
        dialect: What it speaks. Default None: seen by the names in it.

    Returns:
        The file, and notes: their lines are those of the file's code, and
        they begin with the cell's number and the line in it.

    Raises:
        ValueError: If it isn't a notebook, or its code doesn't parse.
    """
    book = _parsed(source)
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    before = [_text(cell) for cell in cells]
    hidden = [_hidden(text) for text in before]
    for number, text in zip(_of_code(book["cells"]), hidden, strict=True):
        script.parsed(text.encode(), f"cell {number}, ")
    whole = "".join(f"{_CELL}\n{text}\n" for text in hidden)
    done = script.rewrite(whole.encode(), dialect)
    after = done.source.decode().split(f"{_CELL}\n")[1:]
    for cell, old, new in zip(cells, before, after, strict=True):
        new = _shown(new[:-1])
        if new != old:
            is_text = isinstance(cell["source"], str)
            cell["source"] = new if is_text else new.splitlines(True)
    notes = [_note(note, whole, book["cells"]) for note in done.notes]
    return script.Rewritten(_written(book, source), tuple(notes))


def _parsed(source: bytes) -> dict[str, Any]:
    try:
        book = json.loads(source)
        texts = [_text(cell) for cell in book["cells"]]
        kinds = [cell["cell_type"] for cell in book["cells"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(
            "migrate: the file isn't a notebook. Expected JSON with cells, "
            f"format 4. Received: {type(error).__name__}: {error}. Open and "
            "save it with Jupyter."
        ) from error
    del texts, kinds
    _check_language(book.get("metadata"))
    return book


def _check_language(metadata: Any) -> None:
    said = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    language = said.get("language") if isinstance(said, dict) else None
    if isinstance(language, str) and language.lower() != "python":
        raise ValueError(
            "migrate: the notebook isn't written in Python. Expected "
            f"language='python'. Received: {language!r}."
        )


def _of_code(cells: list[dict[str, Any]]) -> list[int]:
    """Returns the numbers of the cells of code, as the notebook shows them."""
    return [i for i, c in enumerate(cells, 1) if c["cell_type"] == "code"]


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _hidden(text: str) -> str:
    """Returns the text of a cell with what isn't Python as comments."""
    if _is_python(text):
        return text
    if text.lstrip().startswith("%%"):
        return "".join(f"{_HIDDEN}{line}" for line in text.splitlines(True))
    return "".join(_hidden_line(line) for line in text.splitlines(True))


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _hidden_line(line: str) -> str:
    bare = line.lstrip(" \t")
    if not _IPYTHON.match(bare):
        return line
    indent = line[: len(line) - len(bare)]
    return f"{indent}{_PASS if indent else _HIDDEN}{bare}"


def _shown(text: str) -> str:
    return text.replace(_PASS, "").replace(_HIDDEN, "")


def _note(
    note: script.Note, whole: str, cells: list[dict[str, Any]]
) -> script.Note:
    """Returns a note that says its cell, counted as the notebook shows them."""
    above = whole.splitlines()[: note.line]
    place = max(i for i, line in enumerate(above) if line == _CELL)
    count = above.count(_CELL)
    line = note.line - place - 1
    reason = f"cell {_of_code(cells)[count - 1]}, line {line}: {note.reason}"
    return script.Note(note.line, reason)


def _written(book: dict[str, Any], source: bytes) -> bytes:
    """Returns a notebook's JSON in the layout that its file had."""
    before = json.loads(source)
    end = b"\n" if source.endswith(b"\n") else b""
    layouts = [
        {"indent": indent, "ensure_ascii": is_ascii}
        for indent in (1, 2, 4, None)
        for is_ascii in (False, True)
    ]
    for layout in layouts:
        if json.dumps(before, **layout).encode() + end == source:
            return json.dumps(book, **layout).encode() + end
    return json.dumps(book, **layouts[0]).encode() + end
