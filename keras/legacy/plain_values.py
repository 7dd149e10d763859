"""`keras.utils.generic_utils` and kin: names, lists, functions, counts."""

import base64
import inspect
import marshal
import types
from collections.abc import Callable
from typing import Any

from keras.backend import naming, shapes


def to_snake_case(name: str) -> str:
    """Returns a name in small letters, words parted by underscores.

    Args:
        name: Such as that of a class.
    Example:
        >>> from keras.legacy import plain_values
        >>> plain_values.to_snake_case('MyLayer')
        'my_layer'
    """
    return naming.snake_case(name)


def to_list(x, allow_tuple: bool = False) -> list:
    """Returns a value in a list; of a list, itself.

    Args:
        x: The value.
        allow_tuple: True makes a list of a tuple.
    """
    if isinstance(x, list) or (allow_tuple and isinstance(x, tuple)):
        return list(x) if isinstance(x, tuple) else x
    return [x]


def unpack_singleton(x) -> Any:
    """Returns what is in a list or tuple of one, and else the value.

    Args:
        x: The value.
    """
    return x[0] if isinstance(x, (list, tuple)) and len(x) == 1 else x


def slice_arrays(arrays, start=None, stop: int | None = None) -> Any:
    """Returns rows of an array, or of each in a list; of None, [None].

    Args:
        arrays: Arrays of as many rows; None stays None.
        start: Number of the first row, or the numbers of all.
        stop: Number of the row after the last.
    Example:
        >>> from keras.legacy import plain_values
        >>> plain_values.slice_arrays([np.arange(4), None], 1, 3)
        [array([1, 2]), None]
    """
    rows = list(start) if hasattr(start, "__len__") else slice(start, stop)

    def taken(array):
        return None if array is None else array[rows]

    if arrays is None:
        return [None]
    if isinstance(arrays, list):
        return [taken(array) for array in arrays]
    return taken(arrays) if hasattr(start, "__len__") else arrays[rows]


def has_arg(fn: Callable, name: str, accept_all: bool = False) -> bool:
    """Whether a function takes an argument by name.

    Args:
        fn: The function.
        name: The argument.
        accept_all: True counts `**kwargs`.
    Example:
        >>> from keras.legacy import plain_values
        >>> plain_values.has_arg(lambda x, **more: x, 'y', accept_all=True)
        True
    """
    parameters = inspect.signature(fn).parameters
    if accept_all and any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return True
    found = parameters.get(name)
    return found is not None and found.kind in (
        found.POSITIONAL_OR_KEYWORD,
        found.KEYWORD_ONLY,
    )


def func_dump(func: Callable) -> tuple:
    """Returns a function as text: bytecode, defaults, values it closed over.

    It means something to the same version of Python alone.

    Args:
        func: A function of Python's.
    """
    code = base64.b64encode(marshal.dumps(func.__code__)).decode("ascii")
    cells = func.__closure__ and tuple(
        cell.cell_contents for cell in func.__closure__
    )
    return code, func.__defaults__, cells


def func_load(code, defaults=None, closure=None, globs=None) -> Callable:
    """Returns a function that `func_dump` told. Its code can do anything.

    No file that is loaded comes here: what a caller hands over, the caller
    vouches for.

    Args:
        code: Bytecode as text, or all that `func_dump` returned.
        defaults: Values of its last arguments.
        closure: Values that it closed over.
        globs: Names that it knows. Default: those of this module.
    """
    if isinstance(code, (list, tuple)):
        code, defaults, closure = code
    defaults = tuple(defaults) if isinstance(defaults, list) else defaults
    cells = closure and tuple(map(types.CellType, closure))
    body = marshal.loads(base64.b64decode(code))
    names = globals() if globs is None else globs
    return types.FunctionType(body, names, body.co_name, defaults, cells)


def count_params(weights) -> int:
    """Returns how many values there are in weights, each counted once.

    Args:
        weights: Variables.
    """
    each = {id(weight): weight for weight in weights}
    return sum(shapes.count_params(weight) for weight in each.values())


def print_summary(model, *args, **kwargs) -> None:
    """Prints what a model is made of: `model.summary`.

    Args:
        model: The model.
        *args, **kwargs: Those of `summary`.
    """
    model.summary(*args, **kwargs)
