"""Arguments of `fit` and `evaluate`, checked before any data is read."""

import numbers
from collections import abc

import numpy as np

_COUNTS = (
    "batch_size",
    "steps_per_epoch",
    "validation_steps",
    "validation_batch_size",
    "steps",
)
_STEPS = ("steps_per_epoch", "validation_steps", "steps")


def checked(where: str, given: dict) -> dict:
    """Returns the arguments with what stands for a default resolved.

    `steps=-1` means all the data, an empty `class_weight` none, `verbose=None`
    0, and `verbose='auto'` 1: the display knows what it writes to.

    Args:
        where: Words that a message begins with: the model and the method.
        given: Arguments of `fit`, `evaluate` or `predict` by name.
    Raises:
        TypeError: If an argument has another type.
        ValueError: If it's out of range.
    """
    given = dict(given)
    for name in _STEPS:
        if _is_whole(given.get(name)) and given[name] == -1:
            given[name] = None
    for name in _COUNTS:
        if given.get(name) is not None:
            given[name] = _count(where, name, given[name], 1)
    given["verbose"] = _verbose(where, given["verbose"])
    if "epochs" in given:
        _check_fit(where, given)
    return given


def _check_fit(where: str, given: dict) -> None:
    given["epochs"] = _count(where, "epochs", given["epochs"], 1)
    first = _count(where, "initial_epoch", given["initial_epoch"], 0)
    given["initial_epoch"] = first
    given["validation_freq"] = _frequency(where, given["validation_freq"])
    _check_split(where, given["validation_split"])
    _check_shuffle(where, given["shuffle"])
    class_weight = given["class_weight"]
    if isinstance(class_weight, abc.Mapping) and not class_weight:
        given["class_weight"] = None


def _is_whole(value) -> bool:
    """Tells whether a value is a whole number, a NumPy one too."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, numbers.Real) and not isinstance(
        value, numbers.Integral
    ):
        return float(value).is_integer()
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _count(where: str, name: str, value, least: int) -> int:
    if not _is_whole(value):
        raise TypeError(
            f"{where}: {name} isn't a whole number. Expected an integer of at "
            f"least {least}. Received: {name}={value!r}."
        )
    if value < least:
        raise ValueError(
            f"{where}: {name} is too small. Expected an integer of at least "
            f"{least}. Received: {name}={value!r}."
        )
    return int(value)


def _verbose(where: str, value) -> int:
    if value is None:
        return 0
    if isinstance(value, str) and value == "auto":
        return 1
    if isinstance(value, (numbers.Integral, np.bool_)):
        return int(value)
    raise ValueError(
        f"{where}: no such display. Expected verbose 0 (none), 1 (a bar), 2 (a "
        f"line an epoch) or 'auto'. Received: verbose={value!r}."
    )


def _frequency(where: str, value) -> int | frozenset[int]:
    """Returns each how many epochs to validate, or after which."""
    if isinstance(value, (abc.Iterable, np.ndarray)) and not isinstance(
        value, (str, bytes)
    ):
        return frozenset(
            _count(where, "validation_freq", epoch, 1) for epoch in value
        )
    return _count(where, "validation_freq", value, 1)


def _check_split(where: str, value) -> None:
    if not isinstance(value, numbers.Real):
        raise TypeError(
            f"{where}: validation_split isn't a number. Expected a fraction "
            f"in [0, 1). Received: validation_split={value!r}."
        )


def _check_shuffle(where: str, value) -> None:
    if isinstance(value, str) and value != "batch":
        raise ValueError(
            f"{where}: no such way to shuffle. Expected True, False or "
            f"'batch'. Received: shuffle={value!r}."
        )
