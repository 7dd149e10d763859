"""Python code inside a file: written for `lambda`s, refused on reading."""

import base64
import marshal
import types
from collections.abc import Callable

from keras.saving.config import trust


def dump(function: types.FunctionType) -> list:
    """Returns `[code in base 64, defaults, closure]` of a function."""
    code = base64.encodebytes(marshal.dumps(function.__code__)).decode("ascii")
    cells = function.__closure__
    closure = None if cells is None else [c.cell_contents for c in cells]
    return [code, function.__defaults__, closure]


def load(value: list | dict) -> Callable:
    """Makes a function of what `dump` returned.

    Args:
        value: `[code, defaults, closure]`, or a dict with these keys.
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
        cells = tuple(types.CellType(content) for content in closure)
    defaults = None if defaults is None else tuple(defaults)
    names = {"__builtins__": __builtins__, "__name__": "keras.file"}
    return types.FunctionType(made, names, made.co_name, defaults, cells)
