"""Arguments of functions that compare, which losses and metrics hand on."""

import math
import numbers
from collections.abc import Callable, Mapping

import numpy as np

from keras.backend import user_code


def check(owner: object, function: Callable, settings: Mapping) -> None:
    """Raises for what a function of ours can't take.

    Tensors, variables and arrays are let through, and so is all that users'
    functions get.

    Args:
        owner: The loss or metric.
        function: What gets the settings.
        settings: Values by name.
    Raises:
        TypeError: If one is of another kind.
        ValueError: If one is out of range.
    """
    if not callable(function):
        raise TypeError(
            f"{type(owner).__name__}: nothing compares labels and predictions. "
            f"Expected a function. Received: fn={function!r}."
        )
    if user_code.is_users(function):
        return
    for name, value in settings.items():
        is_right, expected = _RANGES.get(name, _ANY)
        is_plain = not hasattr(value, "__array__") or isinstance(value, _PLAIN)
        if is_plain and not is_right(value):
            is_number = isinstance(value, numbers.Number)
            raise (ValueError if is_number else TypeError)(
                f"{type(owner).__name__}: wrong {name}. Expected {expected}. "
                f"Received: {name}={value!r}."
            )


def _is_whole(value) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _are_whole(value) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_whole, value))
    return value is None or _is_whole(value)


def _is_switch(value) -> bool:
    is_bool = isinstance(value, (bool, np.bool_))
    return is_bool or (_is_whole(value) and value in (0, 1))


def _is_number(value) -> bool:
    return isinstance(value, numbers.Real) and not math.isnan(value)


def _are_numbers(value) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_number, value))
    return _is_number(value)


_PLAIN = (numbers.Number, np.generic)
_ANY = (lambda value: True, "")
_RANGES = {
    "alpha": (_are_numbers, "a number, or one a class"),
    "axis": (_are_whole, "a whole number, or several"),
    "delta": (
        lambda value: _is_number(value) and value > 0,
        "a number above 0",
    ),
    **dict.fromkeys(
        (
            "apply_class_balancing",
            "from_logits",
            "from_sorted_ids",
            "remove_diagonal",
        ),
        (_is_switch, "True or False"),
    ),
    "gamma": (
        lambda value: _is_number(value) and value >= 0,
        "a number of 0 or more",
    ),
    "ignore_class": (
        lambda value: value is None or _is_whole(value),
        "a whole number, or None",
    ),
    "k": (
        lambda value: _is_whole(value) and value > 0,
        "a whole number above 0",
    ),
    "label_smoothing": (
        lambda value: _is_number(value) and 0 <= value <= 1,
        "a number in [0, 1]",
    ),
    "threshold": (_is_number, "a number"),
}
