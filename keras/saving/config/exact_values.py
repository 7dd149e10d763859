"""Values with all of their types, in a form that `marshal` holds.

Each is a pair of a kind and what is in it; what only a config can describe is
in it as plain data.
"""

import functools
from collections.abc import Callable

import numpy as np

_NESTS = {kind.__name__: kind for kind in (list, tuple, set, frozenset)}
_WHOLE = (type(None), bool, int, float, str, bytes, type(...))


def described(value, plain: Callable) -> tuple:
    """Returns a kind, and what is in a value of it.

    Args:
        value: The value.
        plain: Returns a leaf that is no number or text as plain data.
    Raises:
        TypeError: If there is no form for a part of it.
    """
    again = functools.partial(described, plain=plain)
    kind = type(value)
    if kind in _WHOLE:
        return "whole", value
    if kind in _NESTS.values():
        return kind.__name__, list(map(again, value))
    if kind is dict:
        return "dict", [tuple(map(again, pair)) for pair in value.items()]
    if isinstance(value, np.generic):
        return "number", plain(np.asarray(value))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        raise TypeError("The names of a tuple's parts have no place in a file.")
    return "plain", plain(value)


def made(form: tuple, revive: Callable):
    """Makes the value that `described` was given.

    Args:
        form: What it returned.
        revive: Makes a leaf of plain data.
    """
    kind, content = form
    again = functools.partial(made, revive=revive)
    if kind in _NESTS:
        return _NESTS[kind](map(again, content))
    if kind == "dict":
        return dict(tuple(map(again, pair)) for pair in content)
    if kind == "whole":
        return content
    return revive(content)[()] if kind == "number" else revive(content)


def in_lists(value):
    """Returns a nest in which JSON finds lists in the places of sets.

    Args:
        value: A nest.
    """
    kind = type(value)
    if kind in (set, frozenset):
        return [in_lists(part) for part in sorted(value, key=repr)]
    if kind is dict:
        # Nor has it keys of more than a number or text.
        return {
            str(k) if type(k) in (tuple, bytes, frozenset) else k: in_lists(v)
            for k, v in value.items()
        }
    return kind(map(in_lists, value)) if kind in (list, tuple) else value
