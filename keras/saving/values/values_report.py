"""What doesn't fit where values of a file are given to a model, in lines."""

import os
import warnings
from collections.abc import Iterable

import numpy as np

from keras.backend import user_code
from keras.saving.files import file_error

# Lines that a message shows at most, of each kind.
_MAX_LINES = 50
# Pairs of names that a warning shows.
_MAX_PAIRS = 5


def report(missing: list, unexpected: list, mismatched: list) -> str:
    """Returns what doesn't fit, in paragraphs.

    Args:
        missing: Lines on what the file has nothing for.
        unexpected: Lines on what no part takes.
        mismatched: Lines on what is of another shape or type.
    """
    groups = {
        "Missing in the file": missing,
        "Unexpected in the file": unexpected,
        "Of another shape or type": mismatched,
    }
    lines = []
    for title, entries in groups.items():
        if entries:
            lines.append(f"{title} ({len(entries)}):")
            lines += [f"  {entry}" for entry in entries[:_MAX_LINES]]
            more = len(entries) - _MAX_LINES
            lines += [f"  and {more} more"] if more > 0 else []
    return "\n".join(lines)


def mend_by_call(model, unexpected: list) -> str:
    """Returns what helps a user's model that its call makes, if it may be so.

    Args:
        model: The model.
        unexpected: Lines on what no part of it takes.
    """
    if not unexpected or not user_code.is_users(type(model)):
        return ""
    return (
        ", or call it on data before `load_weights` if it makes layers in its "
        "call (`build` and `__init__` are where loading finds them)"
    )


def warn_of_moved(
    pairs: list[tuple[str, str]], path: str | os.PathLike, mend: str = ""
) -> None:
    """Warns of layers that are told by place, where some names say otherwise.

    Args:
        pairs: Names in the file and in the model; nothing is said of none.
        path: The file.
        mend: What the caller may do.
    """
    if pairs:
        warnings.warn(
            f"{os.fspath(path)}: layers were matched by their places, and "
            "their names say otherwise. Expected the same names, in any "
            f"order, or others. Received: {pairs[:_MAX_PAIRS]}, the file's "
            f"name first.{mend}",
            stacklevel=7,
        )


def require_in_range(
    path: str | os.PathLike, values: Iterable[tuple[str, np.ndarray, np.dtype]]
) -> None:
    """Raises for numbers that would become infinite, or others.

    Args:
        path: The file.
        values: Names and arrays of a file, each with the type that it gets.
    Raises:
        ModelFileError: If there are such; all are listed.
    """
    lines = [
        f"{name}: {np.dtype(dtype).name}, found {array.dtype.name} up to "
        f"{max(np.nanmin(array), np.nanmax(array), key=abs):.3g}"
        for name, array, dtype in values
        if _overflows(array, np.dtype(dtype))
    ]
    if lines:
        raise file_error.ModelFileError(
            path,
            "it has numbers that are too large for the model's types, and none "
            f"was set.\n{report([], [], lines)}\nMake the model with the type "
            "that it had (`keras.backend.set_floatx`, `dtype=`).",
        )


def _overflows(array: np.ndarray, dtype: np.dtype) -> bool:
    if array.dtype.kind in "iu" and dtype.kind in "iu" and array.size:
        most = np.iinfo(dtype)
        return not most.min <= array.min() <= array.max() <= most.max
    if array.dtype.kind != "f" or dtype.itemsize >= array.dtype.itemsize:
        return False
    with np.errstate(over="ignore"):
        narrow = array.astype(dtype).astype(array.dtype)
    return np.count_nonzero(np.isinf(narrow) & np.isfinite(array)) > 0
