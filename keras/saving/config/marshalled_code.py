"""Python code inside a file: written for `lambda`s, refused on reading.

A file has a `lambda`'s compiled code, and what it took from the function around
it; of the names of its module only the module's own. Who reads the file with
trust gives it those of that module, if it is there, of `custom_objects`, and a
few that most code has.
"""

import base64
import marshal
import math
import sys
import types
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras.saving.config import registry, trust

# Longest part of a value that a message shows.
_SHOWN = 60


def dump(function: types.FunctionType, plain: Callable) -> list:
    """Returns `[code in base 64, defaults, closure]` of a function.

    Args:
        function: A `lambda`.
        plain: Returns a value as plain data.
    Raises:
        ValueError: If it holds on to a value that isn't plain data.
    """
    code = function.__code__
    text = base64.encodebytes(marshal.dumps(code)).decode("ascii")
    cells = function.__closure__
    values = [cell.cell_contents for cell in cells or ()]
    closure = [
        _described(name, value, function, plain)
        for name, value in zip(code.co_freevars, values)
    ]
    defaults = function.__defaults__
    parameters = code.co_varnames[: code.co_argcount]
    described = tuple(
        _described(name, value, function, plain)
        for name, value in zip(reversed(parameters), reversed(defaults or ()))
    )
    for name, value in (function.__kwdefaults__ or {}).items():
        raise _refused(name, value, "Arguments after `*` have none in a file.")
    return [
        text,
        None if defaults is None else described[::-1],
        None if cells is None else closure,
    ]


def _described(name: str, value, function, plain: Callable):
    if isinstance(value, (tf.Variable, tf.Module)) or value is function:
        raise _refused(name, value, "A file would lose what it becomes.")
    try:
        return plain(value)
    except TypeError as error:
        raise _refused(name, value, str(error)) from error


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
        raise ValueError(
            "Python code in a file: a `lambda` was saved, and running it could "
            "do anything. Expected functions by name. Received: a marshalled "
            "function. If you trust who wrote the file, pass "
            "`safe_mode=False`."
        )
    if isinstance(value, dict):
        value = [value["code"], value.get("defaults"), value.get("closure")]
    code, defaults, closure = value
    made = marshal.loads(base64.b64decode(code))
    cells = None
    if closure is not None:
        cells = tuple(types.CellType(revive(content)) for content in closure)
    defaults = None if defaults is None else tuple(map(revive, defaults))
    names = _names_for(module)
    return types.FunctionType(made, names, made.co_name, defaults, cells)


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
