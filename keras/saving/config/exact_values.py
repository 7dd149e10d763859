"""Values with their types, in a form that `marshal` holds.

Each is a pair of a kind and what is in it; what only a config can describe is
in it as plain data. A type of a user's own that stands on a number, a text or a
container is refused, as it would come back as what it stands on.
"""

import collections
import functools
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras.backend import user_code

_NESTS = {kind.__name__: kind for kind in (list, tuple, set, frozenset)}
_WHOLE = (type(None), bool, int, float, str, bytes, type(...))
_IN_JSON = (type(None), bool, int, float, str)
_STOOD_ON = (int, float, complex, str, bytes, list, tuple, set, frozenset, dict)
# What a `defaultdict` makes of nothing.
_FACTORIES = {f.__name__: f for f in (*_STOOD_ON, bool)}


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
    if kind is collections.OrderedDict:
        return "ordered", again(list(value.items()))
    if kind is collections.defaultdict:
        return "default", (_name_of(value.default_factory), again(dict(value)))
    if kind is np.bytes_:
        return "numpy bytes", bytes(value)
    if isinstance(value, np.generic):
        return "number", plain(np.asarray(value))
    if isinstance(value, type) and issubclass(value, np.generic):
        return "numpy type", np.dtype(value).name
    if isinstance(value, tf.DType):
        return "type", value.name
    if isinstance(value, tf.TensorShape):
        return "shape", None if value.rank is None else value.as_list()
    # What TensorFlow wraps a layer's lists and dicts in is not meant.
    is_wrapped = user_code.is_of(kind, "tensorflow")
    if isinstance(value, _STOOD_ON) and not is_wrapped:
        raise TypeError(f"The type {kind.__name__} has no place in a file.")
    return "plain", plain(value)


def _name_of(factory) -> str | None:
    if factory is None:
        return None
    name = getattr(factory, "__name__", None)
    if _FACTORIES.get(name) is not factory:
        raise TypeError("What makes its missing values has no place in a file.")
    return name


def is_in_json(form: tuple) -> bool:
    """Tells whether a config that was in JSON gives the same value back.

    Args:
        form: What `described` returned.
    """
    kind, content = form
    if kind == "list":
        return all(map(is_in_json, content))
    if kind == "dict":
        keys = [key for (_, key), _ in content]
        is_named = all(type(key) is str for key in keys)
        # One with a class's name is taken for an object's description.
        is_named = is_named and "class_name" not in keys
        return is_named and all(is_in_json(part) for _, part in content)
    return kind == "plain" or (kind == "whole" and type(content) in _IN_JSON)


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
    if kind == "ordered":
        return collections.OrderedDict(again(content))
    if kind == "default":
        name, items = content
        return collections.defaultdict(_FACTORIES.get(name), again(items))
    if kind in _MADE:
        return _MADE[kind](content)
    return revive(content)[()] if kind == "number" else revive(content)


_MADE = {
    "whole": lambda content: content,
    "numpy bytes": np.bytes_,
    "numpy type": lambda name: np.dtype(name).type,
    "type": tf.as_dtype,
    "shape": tf.TensorShape,
}


def in_lists(value):
    """Returns a nest in which JSON finds lists in the places of sets.

    Args:
        value: A nest.
    """
    kind = type(value)
    if kind in (set, frozenset):
        return [in_lists(part) for part in sorted(value, key=repr)]
    if isinstance(value, dict):
        # Nor has it keys of more than a number or text.
        return {
            k if type(k) in _IN_JSON else str(k): in_lists(v)
            for k, v in value.items()
        }
    if kind is np.bytes_:
        return bytes(value)
    return kind(map(in_lists, value)) if kind in (list, tuple) else value
