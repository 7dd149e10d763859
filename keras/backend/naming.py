"""Names of objects: snake case of a class, and a number where one is taken."""

import collections
import functools
import re
import threading

_taken: collections.Counter[str] = collections.Counter()
_given: set[str] = set()
_uids: collections.Counter[str] = collections.Counter()
_lock = threading.Lock()


def snake_case(name: str) -> str:
    """Turns a class name into the name that its instances are given.

    `MaxPooling2D` becomes `max_pooling2d`, `VGG16` becomes `vgg16`, and
    `_Private` `private__private` (a scope name can't begin with an underscore).
    """
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    snake = re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
    return f"private{snake}" if snake.startswith("_") else snake


@functools.lru_cache(maxsize=1000)
def scope_name(name: str) -> str:
    """Returns a layer's name as TensorFlow takes it for a scope.

    A scope has letters, digits and `_./-`, and doesn't begin with a sign.
    Other signs become `_`, letters of other scripts their number.
    """
    clean = re.sub(
        r"[^A-Za-z0-9_./-]",
        lambda found: "_" if found[0].isascii() else f"u{ord(found[0]):x}",
        name,
    )
    starts_well = not clean or re.match(r"[A-Za-z0-9.]", clean)
    return clean if starts_well else f"layer{clean}"


def unique_name(base: str) -> str:
    """Returns `base` the first time, then `base_1`, `base_2`, …"""
    with _lock:
        number = _taken[base]
        _taken[base] += 1
    return f"{base}_{number}" if number else base


def unseen_name(base: str) -> str:
    """Returns the next of `base`, `base_1`, … that nobody gave an object."""
    name = unique_name(base)
    while name in _given:
        name = unique_name(base)
    return name


def note_given(name: str) -> None:
    """Notes a name that an object was given, by its maker or a file."""
    with _lock:
        _given.add(name)


def get_uid(prefix: str = "") -> int:
    """Returns 1 for a prefix's first call, and one more each time.

    Names that layers are given count by themselves.

    Example:
        >>> keras.backend.get_uid('a_new_prefix')
        1
    """
    with _lock:
        _uids[prefix] += 1
        return _uids[prefix]


def reset_uids() -> None:
    """Forgets every name handed out.

    Example:
        >>> keras.backend.reset_uids()
    """
    with _lock:
        for names in (_taken, _given, _uids):
            names.clear()


def stem(name: str) -> str:
    """Returns a name without the number that makes it differ from others.

    Args:
        name: A layer's name, or a class's in snake case.
    """
    return re.sub(r"_\d+$", "", name)
