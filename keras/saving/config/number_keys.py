"""Keys of dicts in a config that JSON makes texts of, told beside it.

JSON knows texts alone as keys. So `{0: 2.0}` becomes `{"0": 2.0}`, which is
what every Keras reads; ours finds beside the config which keys were numbers.
"""

import json
from collections.abc import Iterator

import numpy as np

NAME = "number_keys"
_NUMBERS = (bool, int, float, type(None))


def told(class_name: str, config) -> dict:
    """Returns what a description has beside a config; mostly nothing.

    Args:
        class_name: Whose config it is, as a message calls it.
        config: Plain data, in Python's types.
    Raises:
        ValueError: If two keys of a dict are one text.
    """
    found = list(_found(class_name, config, []))
    return {NAME: found} if found else {}


def plain(key):
    """Returns a key of a dict: one of NumPy's numbers as Python's equal one.

    Args:
        key: Anything that a dict has for a key.
    """
    return key.item() if isinstance(key, np.generic) else key


def require_told(described, owner: str = "config", path: tuple = ()) -> None:
    """Raises if a dict has keys of which JSON can't make texts.

    Args:
        described: What is to be written.
        owner: Whose it is, as a message calls it.
        path: Where it stands in there.
    Raises:
        TypeError: If one is no text and no number.
    """
    if isinstance(described, (list, tuple)):
        for index, part in enumerate(described):
            require_told(part, owner, (*path, index))
    if not isinstance(described, dict):
        return
    if "class_name" in described:
        owner, path = _called(described), ()
    for key, part in described.items():
        if not isinstance(key, (str, *_NUMBERS)):
            raise TypeError(
                f"{owner}: a file has no form for a key of a dict. Expected "
                f"text, numbers, True, False or None. Received: the key {key!r}"
                f" of type {type(key).__name__} in "
                f"{'/'.join(map(str, path[1:])) or 'its config'}. Describe it "
                "in a `get_config` as a list of pairs, such as "
                "`list(table.items())`, and make a dict of it in `__init__`."
            )
        require_told(part, owner, (*path, key))


def _called(described: dict) -> str:
    config = described.get("config")
    name = config.get("name") if isinstance(config, dict) else None
    told = str(described["class_name"])
    return f"{told} {name!r}" if isinstance(name, str) else told


def _found(owner: str, value, path: list) -> Iterator[list]:
    """Yields path and keys of each dict, that of an inner one before it."""
    if isinstance(value, (list, tuple)):
        for index, part in enumerate(value):
            yield from _found(owner, part, [*path, index])
    # What has a class says it in its own description.
    if not isinstance(value, dict) or "class_name" in value:
        return
    keys = [key for key in value if isinstance(key, _NUMBERS)]
    texts = {json.dumps(key): key for key in keys}
    for text, key in texts.items():
        if text in value:
            raise ValueError(
                f"{owner}: two keys of a dict are the same text in a file. "
                "Expected different texts, as JSON has no others. Received: "
                f"the keys {key!r} and {text!r} in {'/'.join(map(str, path))}."
            )
    names = {key: text for text, key in texts.items()}
    for key, part in value.items():
        name = names[key] if isinstance(key, _NUMBERS) else key
        yield from _found(owner, part, [*path, name])
    if keys:
        yield [path, keys]


def given_back(config, described: dict):
    """Returns a config with the keys that it had.

    Args:
        config: A config out of JSON; one that wasn't in it stays as it is.
        described: The description that has it.
    """
    for path, keys in described.get(NAME) or ():
        numbers = [key for key in keys if isinstance(key, _NUMBERS)]
        config = _with(config, path, {json.dumps(key): key for key in numbers})
    return config


def _with(value, path: list, keys: dict):
    if path:
        first, *rest = path
        is_inside = isinstance(value, dict) and first in value
        if isinstance(value, (list, tuple)):
            is_inside = isinstance(first, int) and 0 <= first < len(value)
        if not is_inside:
            return value
        inner = _with(value[first], rest, keys)
        if isinstance(value, dict):
            return {**value, first: inner}
        return type(value)((*value[:first], inner, *value[first + 1 :]))
    if not isinstance(value, dict):
        return value
    return {
        keys.get(key, key) if isinstance(key, str) else key: part
        for key, part in value.items()
    }
