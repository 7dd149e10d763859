"""Python code inside a file: written for `lambda`s, refused on reading.

A file has a `lambda`'s compiled code, and what it took from the function around
it; of the names of its module only the module's own. Who reads the file with
trust gives it those of that module, if it is there, of `custom_objects`, and a
few that most code has.

JSON has no tuples, sets and types of numbers, so a value with such stands a
second time behind the code, in the same bytes; and behind that the source, for
a reader who has to decide whether to trust it. The other packages read the code
alone.
"""

import base64
import contextlib
import contextvars
import functools
import inspect
import io
import itertools
import marshal
import math
import sys
import tokenize
import types
from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from keras.backend import user_code
from keras.saving.config import (
    exact_values,
    registry,
    trust,
)

# Longest part of a value, and of a source, that a message shows.
_SHOWN, _SHOWN_SOURCE = 60, 120
# Behind the source: its size, and that it is there.
_SIZE, _MARK = 4, b"keras source"
_OPENING, _CLOSING = "([{", ")]}"
_MOST_LINES = 20


# Whether what is described stays in this process.
_in_process = contextvars.ContextVar("in_process", default=False)


@contextlib.contextmanager
def left_out() -> Iterator[None]:
    """Marks a block whose descriptions have functions in them, not their code.

    For a copy that is made at once: no file holds it.
    """
    token = _in_process.set(True)
    try:
        yield
    finally:
        _in_process.reset(token)


def stays(value) -> bool:
    """Tells whether a value is a user's function that is described as itself.

    Args:
        value: Anything.
    """
    if not _in_process.get() or not callable(value) or isinstance(value, type):
        return False
    return user_code.is_users(value) and not hasattr(value, "get_config")


def dump(function: types.FunctionType, plain: Callable) -> list:
    """Returns `[code in base 64, defaults, closure]` of a function.

    Args:
        function: A `lambda`.
        plain: Returns a value as plain data.
    Raises:
        ValueError: If it holds on to a value that isn't plain data.
    """
    for name, value in (function.__kwdefaults__ or {}).items():
        raise _refused(name, value, "Arguments after `*` have none in a file.")
    code, defaults = function.__code__, function.__defaults__ or ()
    parameters = code.co_varnames[: code.co_argcount]
    with_defaults = parameters[len(parameters) - len(defaults) :]
    contents = [cell.cell_contents for cell in function.__closure__ or ()]
    by_default = _Held(zip(with_defaults, defaults), function, plain)
    around = _Held(zip(code.co_freevars, contents), function, plain)
    written = marshal.dumps(code)
    if any([*by_default.exact, *around.exact]):
        written += marshal.dumps([by_default.exact, around.exact])
    written += _packed_source(source_of(function))
    return [
        base64.encodebytes(written).decode("ascii"),
        tuple(by_default.plain) or None,
        around.plain or None,
    ]


def _packed_source(source: str) -> bytes:
    text = source.encode()
    size = len(text).to_bytes(_SIZE, "little")
    return text + size + _MARK if text else b""


def _parted(written: bytes) -> tuple[bytes, str]:
    """Returns code and values, and the source; makes nothing of either."""
    rest = written.removesuffix(_MARK)
    if rest == written:
        return written, ""
    size = int.from_bytes(rest[-_SIZE:], "little")
    rest = rest[:-_SIZE]
    start = max(len(rest) - size, 0)
    return rest[:start], rest[start:].decode(errors="replace")


class _Held:
    """The values that a function holds on to, described twice.

    Args:
        named: Pairs of a name and a value.
        function: Who holds them.
        plain: Returns a value as plain data.
    Attributes:
        plain: As JSON has them, for the other packages.
        exact: With their types; None where JSON has them.
    """

    def __init__(self, named, function: Callable, plain: Callable) -> None:
        self.plain: list = []
        self.exact: list = []
        leaf = functools.partial(_leaf, function=function, plain=plain)
        for name, value in named:
            try:
                form = exact_values.described(value, leaf)
                is_same = exact_values.is_in_json(form)
                self.exact.append(None if is_same else form)
                self.plain.append(plain(exact_values.in_lists(value)))
            except TypeError as error:
                raise _refused(name, value, str(error)) from error


def _leaf(value, function: Callable, plain: Callable):
    if isinstance(value, (tf.Variable, tf.Module)) or value is function:
        raise TypeError("A file would lose what it becomes.")
    return plain(value)


def _refused(name: str, value, why: str) -> ValueError:
    return ValueError(
        "A `lambda` can't be written to a config or a file with all that it "
        "uses. Expected numbers, text, arrays, tensors and functions around "
        f"it, and as defaults. Received: {name}={str(value)[:_SHOWN]} of type "
        f"{type(value).__name__}. {why} Write a subclass of Layer in place of "
        "the `lambda`, or a function that you register with "
        "`@keras.saving.register_keras_serializable()`."
    )


def load(
    value: list | dict, revive: Callable, module: str | None = None
) -> Callable:
    """Makes a function of what `dump` returned.

    Args:
        value: `[code, defaults, closure]`, or a dict with these keys.
        revive: Makes a value of plain data.
        module: Name of the module where the code was written. It isn't
            imported.
    Raises:
        ValueError: If the caller hasn't said that he trusts the file.
    """
    if not trust.is_given():
        raise _distrusted(_source_in(value))
    code, held, exact = _loaded(value)
    defaults, closure = (
        tuple(
            exact_values.made(form, revive) if form else revive(value)
            for value, form in itertools.zip_longest(values or (), forms)
        )
        for values, forms in zip(held, exact)
    )
    if len(closure) != len(code.co_freevars):
        raise _damaged(f"{len(closure)} values for {code.co_freevars}")
    return types.FunctionType(
        code,
        _names_for(module),
        code.co_name,
        defaults or None,
        tuple(map(types.CellType, closure)),
    )


def _loaded(value) -> tuple[types.CodeType, list, list]:
    """Returns code, and the values that it holds on to, plain and exact.

    Raises:
        ValueError: If it isn't whole, or of a Python that this one can't read.
    """
    try:
        if isinstance(value, dict):
            value = [value["code"], value.get("defaults"), value.get("closure")]
        written, *held = value
        stream = io.BytesIO(_parted(base64.b64decode(written))[0])
        code = marshal.load(stream)
        behind = stream.read()
        exact = marshal.loads(behind) if behind else [(), ()]
    except (EOFError, LookupError, TypeError, ValueError) as error:
        raise _damaged(f"{type(error).__name__}: {error}") from error
    if not isinstance(code, types.CodeType):
        raise _damaged(f"a {type(code).__name__}")
    listed = (type(None), list, tuple)
    if len(held) != len(exact) or not all(isinstance(v, listed) for v in held):
        raise _damaged(f"{str(held)[:_SHOWN]} beside the code")
    return code, held, exact


def _damaged(received: str) -> ValueError:
    return ValueError(
        "The code of a `lambda` in a file can't be read. Expected it whole, as "
        f"a Python like this one ({sys.version.split()[0]}) wrote it. "
        f"Received: {received}. Take another copy of the file, or load it "
        "where it was written and save it with a subclass of Layer in place of "
        "the `lambda`."
    )


def _source_in(value) -> str:
    """Returns the source that stands with code; nothing without one."""
    try:
        written = value["code"] if isinstance(value, dict) else value[0]
        return _parted(base64.b64decode(written))[1]
    except (LookupError, TypeError, ValueError):
        return ""


def _distrusted(source: str) -> ValueError:
    # Whoever wrote the code wrote this, too.
    told = f", by its own words `{source[:_SHOWN_SOURCE]}`" if source else ""
    return ValueError(
        "Python code in a file: a `lambda` was saved, and running it could do "
        "anything. Expected functions by name. Received: a marshalled function"
        f"{told}. If you trust who wrote the file, pass `safe_mode=False`."
    )


def _names_for(module: str | None) -> dict:
    """Returns the global names of code that was written in a module."""
    ours = sys.modules["keras"]
    known = {"tf": tf, "np": np, "math": math, "keras": ours, "K": ours.backend}
    theirs = vars(sys.modules[module]) if module in sys.modules else {}
    registered = {
        name.rpartition(">")[2]: obj
        for name, obj in registry.registered.items()
    }
    own = {"__builtins__": __builtins__, "__name__": "keras.file"}
    return known | registered | theirs | registry.scoped_objects() | own


def source_of(function: types.FunctionType) -> str:
    """Returns the text of a `lambda`; nothing where nobody knows it.

    Args:
        function: It.
    """
    code = function.__code__
    try:
        lines, _ = inspect.findsource(function)
    except (OSError, TypeError):
        return ""
    start = code.co_firstlineno - 1
    texts = list(_lambdas("".join(lines[start : start + _MOST_LINES])))
    same = [text for text in texts if _facts(_code(text)) == _facts(code)]
    # What comes of the function around it is another operation there.
    exact = [text for text in same if _code(text).co_code == code.co_code]
    return next(iter(exact or same), "")


def _code(text: str) -> types.CodeType | None:
    """Returns the code that text stands for, and doesn't run it."""
    try:
        made = compile(f"({text})", "<lambda>", "eval")
    except (SyntaxError, ValueError):
        return None
    inner = (c for c in made.co_consts if isinstance(c, types.CodeType))
    return next(inner, None)


def _facts(code: types.CodeType | None) -> tuple | None:
    if code is None:
        return None
    constants = [c for c in code.co_consts if not isinstance(c, types.CodeType)]
    names = {*code.co_names, *code.co_freevars}
    return code.co_varnames, names, repr(constants)


def _lambdas(lines: str) -> Iterator[str]:
    """Yields what may be the text of a `lambda`, the shorter ones first."""
    tokens = _tokens(lines)
    for start, first in enumerate(tokens):
        if first.string != "lambda":
            continue
        depth = 0
        for one, after in zip(tokens[start:], tokens[start + 1 :]):
            depth += one.string in _OPENING and one.type == tokenize.OP
            depth -= one.string in _CLOSING and one.type == tokenize.OP
            if depth < 0:
                break
            is_end = after.type != tokenize.OP or after.string in ",)]}"
            if not depth and is_end:
                yield _between(lines, first.start, one.end)


def _tokens(lines: str) -> list[tokenize.TokenInfo]:
    found = []
    try:
        for one in tokenize.generate_tokens(io.StringIO(lines).readline):
            found.append(one)
    except (tokenize.TokenError, SyntaxError):
        pass  # The lines end, or begin, in the middle of a call.
    return [one for one in found if one.string.strip()]


def _between(lines: str, start: tuple[int, int], end: tuple[int, int]) -> str:
    """Returns the text between two places: line, from 1, and column."""
    rows = lines.splitlines()[start[0] - 1 : end[0]]
    rows[-1] = rows[-1][: end[1]]
    rows[0] = rows[0][start[1] :]
    return " ".join(row.strip() for row in rows)
