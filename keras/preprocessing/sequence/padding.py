"""Sequences of unequal length as one array."""

import array
import numbers
from collections import abc
from typing import Any

import numpy as np

from keras.engine import kinds

_SIDES = ("pre", "post")
_NO_SEQUENCES = (str, bytes, abc.Set, abc.Mapping)
# Floats tell whole numbers apart up to here.
_EXACT = 2**53


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
            takes whole numbers only. Strings need `object`, or `str`.
        padding: "pre" fills up before a sequence, "post" behind it.
        truncating: "pre" cuts the beginning of what is too long, "post" its
            end.
        value: What fills up. Default 0.

    Returns:
        A NumPy array of shape `(len(sequences), maxlen, ...)`.

    Raises:
        TypeError: If there is something that is no sequence, such as a text,
            or `maxlen` is no whole number.
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
    _check_fill(value, np.dtype(dtype))
    if maxlen is None:
        maxlen = int(lengths.max(initial=0))
    kept = np.minimum(lengths, maxlen)[:, None]
    from_end = truncating == "pre" and maxlen > 0
    cut = slice(-maxlen, None) if from_end else slice(maxlen)
    flat = _flat(sequences, cut, np.dtype(dtype))
    _check_values(flat, np.dtype(dtype))
    held = _holding_texts(np.dtype(dtype), flat, value)
    padded = np.full((len(kept), maxlen, *flat.shape[1:]), value, dtype=held)
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
    if not hasattr(sequences, "__len__") or isinstance(sequences, abc.Mapping):
        raise TypeError(
            "pad_sequences: the sequences have no order. Expected a list "
            f"of lists. Received: sequences of {type(sequences).__name__}. "
            "Make a list of them: `list(sequences)`."
        )
    wrong = [s for s in sequences if isinstance(s, _NO_SEQUENCES)]
    if wrong:
        raise _no_sequence(wrong[0])
    try:
        return np.fromiter(map(len, sequences), "int64", len(sequences))
    except TypeError as error:
        wrong = next(s for s in sequences if not hasattr(s, "__len__"))
        raise _no_sequence(wrong) from error


def _no_sequence(wrong: Any) -> TypeError:
    return TypeError(
        "pad_sequences: an element is no sequence. Expected lists. "
        f"Received: sequences with {wrong!r} in it. "
        "Put a single sequence into a list: `[sequence]`. Words are numbered "
        "before: `keras.layers.TextVectorization`."
    )


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
    if not parts:
        return np.zeros(0, "int64")
    flat = np.concatenate(parts)
    if dtype.kind in "iu" and _lost_digits(flat):
        kept = [part[cut] for part in sequences if len(part[cut])]
        exact = [np.asarray(part, object) for part in kept]
        return _whole_numbers(np.concatenate(exact), dtype)
    return flat


def _lost_digits(flat: np.ndarray) -> bool:
    """Whether whole numbers may have been rounded to become floats."""
    return flat.dtype.kind == "f" and bool(np.any(np.abs(flat) >= _EXACT))


def _whole_numbers(given: np.ndarray, dtype: np.dtype) -> np.ndarray:
    limits = np.iinfo(dtype)
    for number in given.flat:
        if not (limits.min <= number <= limits.max and number % 1 == 0):
            raise _cannot_hold(number, dtype, "float64")
    return given.astype(dtype)


def _holding_texts(
    dtype: np.dtype, flat: np.ndarray, value: float | str
) -> np.dtype:
    """Returns the type, `str` and `bytes` as wide as the longest text."""
    if dtype.kind not in "SU" or dtype.itemsize:
        return dtype
    widest = max(map(len, flat.astype(dtype.type).flat), default=0)
    fill = np.asarray(value, dtype.type).dtype
    return np.promote_types(fill, f"{dtype.kind}{max(widest, 1)}")


def _as_array(part: Any) -> np.ndarray:
    if isinstance(part[0], str):
        return np.array(part, dtype=object)
    return np.asarray(part)


def _check_fill(value: float | str, dtype: np.dtype) -> None:
    if isinstance(value, str) and dtype.kind not in "OSU":
        raise ValueError(
            "pad_sequences: numbers can't be filled up with a text. Expected "
            f"a number as value. Received: value={value!r}, "
            f"dtype={dtype.name!r}. For sequences of strings pass "
            "dtype=object."
        )
    _check_values(np.asarray(value), dtype)


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
    raise _cannot_hold(wrong, dtype, needed)


def _cannot_hold(wrong: Any, dtype: np.dtype, needed: str) -> ValueError:
    return ValueError(
        f"pad_sequences: {dtype.name} can't hold {wrong!r}. Expected whole "
        f"numbers in its range. Received: dtype={dtype.name!r}. "
        f"Pass dtype={needed!r}."
    )
