"""The code of a page, run from top to bottom as its reader would.

* A `python` block runs in the page's namespace; with `>>>`, as a doctest.
* A `python older` block is a script of an older Keras: it has a namespace of
  its own, and may warn that its spelling is old.
* `python -m keras` in a `sh` block must succeed; in a `console` block, after
  `$ `, it must print what follows. Lines for other programs aren't run: those
  must be of a program that `_OUTSIDE` names.
* `<!-- python … -->` is a block that readers don't see.
"""

from __future__ import annotations

import dataclasses
import doctest
import glob
import linecache
import pathlib
import re
import shlex
import warnings

import click.testing

from keras.cli import app

_BLOCK = re.compile(
    r"^(?:```(?P<head>[^\n]+)\n(?P<text>.*?)```"
    r"|<!-- python\n(?P<unseen>.*?)-->)$",
    re.DOTALL | re.MULTILINE,
)
_OUTSIDE = {"bazel", "git", "make", "pip", "cd", "bash", "tools/matrix.sh"}
_KERAS = ["python", "-m", "keras"]
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclasses.dataclass(frozen=True)
class Block:
    """One block of code.

    Args:
        kind: Its language, and what may follow: "python older".
        text: The code.
        where: Page and line, for errors.
        line: Number of the line before its first.
    """

    kind: str
    text: str
    where: str
    line: int


def blocks(page: pathlib.Path) -> list[Block]:
    """Finds the blocks of a page.

    Args:
        page: A file of Markdown.
    """
    text = page.read_text()
    found = []
    for match in _BLOCK.finditer(text):
        line = text[: match.start()].count("\n") + 1
        found.append(
            Block(
                match["head"] or "python",
                match["text"] or match["unseen"] or "",
                f"{page.name}, line {line}",
                line,
            )
        )
    return found


def run(page: pathlib.Path) -> int:
    """Runs a page in the current folder, and returns how much of it ran.

    Args:
        page: A file of Markdown.

    Raises:
        AssertionError: If an example or a command does otherwise than told.
    """
    names: dict[str, object] = {"__name__": "__main__"}
    ran = 0
    for block in blocks(page):
        ran += _RUN.get(block.kind, _nothing)(block, names)
    return ran


def _python(block: Block, names: dict) -> int:
    if ">>> " in block.text:
        return _examples(block, names)
    # The lines of a traceback are the page's, and AutoGraph finds the source.
    text = "\n" * block.line + block.text
    lines = text.splitlines(keepends=True)
    linecache.cache[block.where] = (len(text), None, lines, block.where)
    exec(compile(text, block.where, "exec"), names)
    return 1


def _older_python(block: Block, names: dict) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return _python(block, {"__name__": "__main__"})


def _examples(block: Block, names: dict) -> int:
    parser = doctest.DocTestParser()
    test = parser.get_doctest(
        block.text, names, block.where, block.where, block.line
    )
    told: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=_FLAGS)
    result = runner.run(test, out=told.append, clear_globs=False)
    assert not result.failed, "".join(told)
    names.update(test.globs)
    return 1


def _shell(block: Block, names: dict) -> int:
    ran = 0
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[:3] == _KERAS:
            _command(block, words[3:])
            ran += 1
        else:
            assert not words or words[0] in _OUTSIDE, f"{block.where}: {line}"
    return ran


def _console(block: Block, names: dict) -> int:
    parts = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)[1:]
    for line, wanted in zip(parts[::2], parts[1::2]):
        got = _command(block, shlex.split(line)[3:])
        alike = doctest.OutputChecker().check_output(wanted, got, _FLAGS)
        assert alike, f"{block.where}: {line} printed\n{got}"
    return len(parts) // 2


def _command(block: Block, words: list[str]) -> str:
    """Runs `python -m keras` in this process, and returns what it printed."""
    names = [
        found
        for word in words
        for found in (sorted(glob.glob(word)) if "*" in word else [word])
    ]
    done = click.testing.CliRunner().invoke(
        app.commands, names, prog_name="python -m keras"
    )
    assert done.exit_code == 0, f"{block.where}: {words}\n{done.output}"
    return done.output


def _nothing(block: Block, names: dict) -> int:
    return 0


_RUN = {
    "python": _python,
    "python older": _older_python,
    "sh": _shell,
    "console": _console,
}
