"""Sequences of unequal length as one array."""

import array
import numbers
from collections import abc
from typing import Any

import numpy as np

from keras.engine import kinds

_SIDES = ("pre", "post")


def pad_sequences(
    sequences: abc.Sequence,
    maxlen: int | None = None,
    dtype: kinds.DType = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: float | str = 0.0,
) -> np.ndarray:
    """Puts sequences of unequal length into one array, filled up and cut.

    Args:
        sequences: Lists or arrays of numbers, of strings, or of equal arrays.
        maxlen: Steps of the result. Default: those of the longest sequence.
        dtype: Element type of the result. Default "int32"; an integer type
            takes whole numbers only. Strings need `object`.
        padding: "pre" fills up before a sequence, "post" behind it.
        truncating: "pre" cuts the beginning of what is too long, "post" its
            end.
        value: What fills up. Default 0.

    Returns:
        A NumPy array of shape `(len(sequences), maxlen, ...)`.

    Raises:
        TypeError: If there is something that is no sequence, or `maxlen` is no
            whole number.
        ValueError: If `dtype` can't hold the values, the elements' shapes
            differ, or an argument is none of its choices.

    Example:
        >>> keras.utils.pad_sequences([[1], [2, 3], [4, 5, 6]], maxlen=2)
        array([[0, 1],
               [2, 3],
               [5, 6]], dtype=int32)
    """
    _check_side("padding", padding)
    _check_side("truncating", truncating)
    _check_steps(maxlen)
    lengths = _lengths(sequences)
    _check_fill(value, dtype)
    if maxlen is None:
        maxlen = int(lengths.max(initial=0))
    kept = np.minimum(lengths, maxlen)[:, None]
    from_end = truncating == "pre" and maxlen > 0
    cut = slice(-maxlen, None) if from_end else slice(maxlen)
    flat = _flat(sequences, cut, np.dtype(dtype))
    _check_values(flat, np.dtype(dtype))
    padded = np.full((len(kept), maxlen, *flat.shape[1:]), value, dtype=dtype)
    steps = np.arange(maxlen)
    filled = steps < kept if padding == "post" else steps >= maxlen - kept
    padded[filled] = flat
    return padded


def _check_side(name: str, side: str) -> None:
    if side not in _SIDES:
        raise ValueError(
            f"pad_sequences: {name} is no side of a sequence. Expected 'pre' "
            f"or 'post'. Received: {name}={side!r}."
        )


def _check_steps(maxlen: int | None) -> None:
    if maxlen is None:
        return
    if not isinstance(maxlen, (int, np.integer)):
        raise TypeError(
            "pad_sequences: maxlen is no number of steps. Expected a whole "
            f"number or None. Received: maxlen={maxlen!r}."
        )
    if maxlen < 0:
        raise ValueError(
            "pad_sequences: there are no so few steps. Expected maxlen of at "
            f"least 0, or None. Received: maxlen={maxlen}."
        )


def _lengths(sequences: abc.Sequence) -> np.ndarray:
    if not hasattr(sequences, "__len__"):
        raise TypeError(
            "pad_sequences: the sequences can't be counted. Expected a list "
            f"of lists. Received: sequences of {type(sequences).__name__}. "
            "Make a list of them: `list(sequences)`."
        )
    try:
        return np.fromiter(map(len, sequences), "int64", len(sequences))
    except TypeError as error:
        wrong = next(s for s in sequences if not hasattr(s, "__len__"))
        raise TypeError(
            "pad_sequences: an element is no sequence. Expected lists. "
            f"Received: sequences with {wrong!r} in it. "
            "Put a single sequence into a list: `[sequence]`."
        ) from error


def _flat(sequences: abc.Sequence, cut: slice, dtype: np.dtype) -> np.ndarray:
    """Returns in a row the elements of all sequences that aren't cut off."""
    if not hasattr(next(iter(sequences), None), "__array__"):
        try:
            # Takes whole numbers only, in a third of the time that NumPy takes.
            whole = array.array("i" if dtype == np.dtype("i") else "q")
            for part in sequences:
                part = part[cut]
                whole.fromlist(part if type(part) is list else list(part))
            return np.asarray(whole)
        except (TypeError, OverflowError):
            pass
    parts = [_as_array(part[cut]) for part in sequences if len(part[cut])]
    shapes = {part.shape[1:] for part in parts}
    if len(shapes) > 1:
        raise ValueError(
            "pad_sequences: the elements of sequences differ in shape. "
            f"Expected one shape. Received: {sorted(shapes)}."
        )
    return np.concatenate(parts) if parts else np.zeros(0, "int64")


def _as_array(part: Any) -> np.ndarray:
    if isinstance(part[0], str):
        return np.array(part, dtype=object)
    return np.asarray(part)


def _check_fill(value: float | str, dtype: Any) -> None:
    if isinstance(value, str) and np.dtype(dtype).kind not in "OSU":
        raise ValueError(
            "pad_sequences: numbers can't be filled up with a text. Expected "
            f"a number as value. Received: value={value!r}, dtype={dtype!r}. "
            "For sequences of strings pass dtype=object."
        )


def _check_values(flat: np.ndarray, dtype: np.dtype) -> None:
    """Refuses what an integer type would change."""
    if dtype.kind not in "iu" or not flat.size or flat.dtype == dtype:
        return
    if flat.dtype.kind in "biuf":
        limits = np.iinfo(dtype)
        fits = (flat >= limits.min) & (flat <= limits.max)
        if flat.dtype.kind == "f":
            fits &= flat == np.floor(flat)
            needed = "float32"
        else:
            needed = "int64"
        if fits.all():
            return
        wrong = flat[~fits].flat[0]
    else:
        strange = (x for x in flat.flat if not isinstance(x, numbers.Number))
        wrong, needed = next(strange, flat.flat[0]), "object"
    raise ValueError(
        f"pad_sequences: {dtype.name} can't hold {wrong!r}. Expected whole "
        f"numbers in its range. Received: dtype={dtype.name!r}. "
        f"Pass dtype={needed!r}."
    )
