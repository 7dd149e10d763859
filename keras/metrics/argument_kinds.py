"""What kind of value each argument of a metric is, before its range."""

import numbers

import numpy as np
import tensorflow as tf

from keras.backend import values


def check(metric: object, **given) -> None:
    """Raises for arguments that are of another kind.

    Args:
        metric: The metric.
        **given: Values by the names of the constructor's arguments.
    Raises:
        TypeError: If one is of another kind.
        ValueError: If one is a number of another kind.
    """
    for name, value in given.items():
        is_right, expected = _KINDS[name]
        value = values.as_number(value)
        if not is_right(value):
            is_number = isinstance(value, numbers.Number)
            raise (ValueError if is_number else TypeError)(
                f"{type(metric).__name__}: wrong {name}. Expected {expected}. "
                f"Received: {name}={value!r}."
            )


def _is_whole(value) -> bool:
    is_bool = isinstance(value, bool)
    return isinstance(value, numbers.Integral) and not is_bool


def _is_number(value) -> bool:
    is_bool = isinstance(value, bool)
    is_real = isinstance(value, numbers.Real) and not is_bool
    return is_real and value == value  # NaN isn't


def _is_switch(value) -> bool:
    return isinstance(value, (bool, np.bool_)) or (
        _is_whole(value) and value in (0, 1)
    )


def _are(is_right):
    def are_right(values) -> bool:
        some = isinstance(values, _LISTS)
        return some and all(map(is_right, values))

    return are_right


def _holds_numbers(value) -> bool:
    if hasattr(value, "__array__"):
        return True
    try:
        return np.asarray(value).dtype.kind in "biuf"
    except ValueError:  # rows of different length
        return False


def _or(*kinds):
    return lambda value: any(kind(value) for kind in kinds)


def _is_none(value) -> bool:
    return value is None


def _is_text(value) -> bool:
    return isinstance(value, str)


_LISTS = (list, tuple, range, np.ndarray, tf.TensorShape)
_TEXT = (_or(_is_text, _is_none), "text, or None")
_SWITCH = (_is_switch, "True or False")
_WHOLE = (_is_whole, "a whole number")
_WHOLE_OR_NONE = (_or(_is_whole, _is_none), "a whole number, or None")
_NUMBER = (_is_number, "a number")
_NUMBERS = (_or(_are(_is_number), _is_none), "a list of numbers, or None")
_KINDS = {
    "average": _TEXT,
    "axis": _WHOLE,
    "beta": _NUMBER,
    "class_aggregation": _TEXT,
    "from_logits": _SWITCH,
    "ignore_class": _WHOLE_OR_NONE,
    "label_weights": _NUMBERS,
    "precision": _NUMBER,
    "recall": _NUMBER,
    "sensitivity": _NUMBER,
    "shape": (_or(_are(_is_whole), _is_none), "a list of sizes, or None"),
    "specificity": _NUMBER,
    "multi_label": _SWITCH,
    "name": _TEXT,
    "normalizer": (_holds_numbers, "numbers"),
    "num_classes": _WHOLE,
    "num_labels": _WHOLE_OR_NONE,
    "num_regressors": _WHOLE,
    "num_thresholds": _WHOLE,
    "sparse_y_pred": _SWITCH,
    "sparse_y_true": _SWITCH,
    "target_class_ids": (_are(_is_whole), "a list of whole numbers"),
    "threshold": (_or(_is_number, _is_none), "a number, or None"),
    "thresholds": _NUMBERS,
}
