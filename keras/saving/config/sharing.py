"""Objects that stand in several places: one when described, one when made.

A layer that is met twice in one description has its number there each time
(`shared_object_id`); one description is all that an outermost call describes,
and one reading all that an outermost call makes.
"""

import contextlib
import contextvars
import itertools
import warnings
from collections.abc import Callable, Iterator

from keras.saving.config import nesting

NUMBER = "shared_object_id"

# More layers than one description has, and the descriptions within readings.
_MANY = 10**9
_within = itertools.count(1)
_PLAIN = (type(None), bool, int, float, str, bytes)

_described = contextvars.ContextVar("described", default=None)
_made = contextvars.ContextVar("made", default=None)
_is_written = contextvars.ContextVar("is_written", default=False)


class _Description:
    """What has been described so far, with the objects that are met again."""

    def __init__(self) -> None:
        # With the objects, as Python gives the id of a dead one to another.
        self.known: dict[int, tuple[object, dict]] = {}
        self.repeated: set[int] = set()
        self.functions: dict[str, Callable] = {}
        self.namesakes: dict[str, tuple[Callable, Callable]] = {}
        # A constructor may describe a layer, and make others of it, while it's
        # made of a description itself: its numbers are no other's.
        is_within = _made.get() is not None
        self.first = _MANY * next(_within) if is_within else 0


def one_description(describe: Callable, tells_namesakes: bool = False):
    """Returns what `describe()` returns, with numbers where they are needed.

    Args:
        describe: Describes objects, `described` among others.
        tells_namesakes: True warns of different functions of one name, which
            are one function when they are made of it. Default False.
    """
    if _described.get() is not None:
        return describe()
    description = _Description()
    token = _described.set(description)
    try:
        found = _without(describe(), description.repeated)
        if tells_namesakes and description.namesakes:
            _warn_of_namesakes(description.namesakes)
        return found
    finally:
        _described.reset(token)


def described(obj, describe: Callable[[], dict]) -> dict:
    """Describes an object, or says again what it said of it before.

    Args:
        obj: What may be met again.
        describe: Describes it.
    """
    description = _described.get()
    if id(obj) in description.known:
        found = description.known[id(obj)][1]
        description.repeated.add(found[NUMBER])
        return dict(found)
    found = describe()
    found[NUMBER] = description.first + len(description.known)
    description.known[id(obj)] = (obj, found)
    return dict(found)


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Marks a block that describes objects for a file."""
    token = _is_written.set(True)
    try:
        yield
    finally:
        _is_written.reset(token)


def is_written() -> bool:
    """Tells whether what is described goes to a file."""
    return _is_written.get()


def note_function(name: str, function: Callable) -> None:
    """Notes that a function is described by a name.

    Args:
        name: What a reader gets it by.
        function: A function that the user hasn't registered.
    """
    description = _described.get()
    if description is not None:
        first = description.functions.setdefault(name, function)
        if not _are_same(first, function):
            description.namesakes[name] = first, function


def _are_same(one: Callable, other: Callable) -> bool:
    """Tells whether two functions are one, or were made alike."""
    code = getattr(one, "__code__", None)
    if one == other or code is None:
        return one == other
    return code == getattr(other, "__code__", None) and all(
        a is b or (type(a) is type(b) and type(a) in _PLAIN and a == b)
        for a, b in zip(_kept_by(one), _kept_by(other))
    )


def _kept_by(function: Callable) -> list:
    """Returns what a function has beside its code."""
    cells = function.__closure__ or ()
    return [*map(_content, cells), *(function.__defaults__ or ())]


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # not set yet
        return None


def _warn_of_namesakes(namesakes: dict) -> None:
    warnings.warn(
        "Saving: different functions have one name, by which alone a file "
        "knows them, so that one of them stands for both where it's read. "
        f"Expected a name of its own for each. Received: {namesakes}. Set "
        "their `__name__`, or decorate them with "
        "`@keras.saving.register_keras_serializable(name=...)`.",
        stacklevel=4,
    )


def _without(value, repeated: set[int]):
    """Copies a description without the numbers of what is met once."""
    if isinstance(value, dict):
        return {
            key: _without(part, repeated)
            for key, part in value.items()
            if key != NUMBER or part in repeated
        }
    if type(value) in (list, tuple):
        return type(value)(_without(part, repeated) for part in value)
    return value


@contextlib.contextmanager
def one_reading(config) -> Iterator[None]:
    """Makes each numbered object once in the block.

    Args:
        config: What is read.
    Raises:
        ValueError: If that is nested too deeply.
    """
    if _made.get() is not None:
        yield
        return
    nesting.require_shallow(config)
    token = _made.set({})
    try:
        yield
    finally:
        _made.reset(token)


def made(config: dict, make: Callable[[], object]):
    """Returns what a config describes: the same object for the same number.

    Args:
        config: A class and a config.
        make: Makes the object.
    """
    objects, number = _made.get(), config.get(NUMBER)
    if number is None:
        return make()
    # Keras 3 shares policies too, which are equal anyway.
    key = (config["class_name"], number)
    if key not in objects:
        objects[key] = make()
    return objects[key]
