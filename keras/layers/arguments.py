"""Checks of constructor arguments that many layers take."""

import numbers
from collections.abc import Sequence

from keras.backend import config, values


def whole_number(where: str, name: str, value, least: int = 1) -> int:
    """Returns `value` as an int.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: An int, a NumPy integer, a float that is a whole number, or a
            tensor of one.
        least: The smallest value allowed.
    Raises:
        ValueError: If it is smaller, or has a fraction.
        TypeError: If it is no number.
    """
    value = values.as_number(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(
            f"{where}: an argument is no whole number. Expected an int of at "
            f"least {least}. Received: {name}={value!r} of type "
            f"{type(value).__name__}."
        )
    if value != int(value) or value < least:
        raise ValueError(
            f"{where}: an argument is out of range. Expected a whole number "
            f"of at least {least}. Received: {name}={value!r}."
        )
    return int(value)


def whole_numbers(
    where: str, name: str, value, count: int, least: int = 1
) -> tuple[int, ...]:
    """Returns `count` ints, from that many or from one that holds for all.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: An int, or a sequence of `count` ints.
        count: How many there must be.
        least: The smallest value allowed.
    Raises:
        ValueError: If there are more or fewer, or one is too small.
        TypeError: If one is no number.
    """
    value = values.as_number(value)
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return (whole_number(where, name, value, least),) * count
    given = tuple(value)
    if len(given) != count:
        raise ValueError(
            f"{where}: an argument has {len(given)} sizes. Expected one int, "
            f"or {count}. Received: {name}={given!r}."
        )
    return tuple(whole_number(where, name, size, least) for size in given)


def axes(where: str, name: str, value) -> list[int]:
    """Returns axes as a list.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: An int, or a sequence of one or more.
    Raises:
        TypeError: If it is something else.
    """
    is_many = hasattr(value, "__iter__") and not isinstance(value, str)
    given = [*value] if is_many else [value]
    if not given or not all(_is_index(axis) for axis in given):
        raise TypeError(
            f"{where}: an argument names no axes. Expected an int, or several. "
            f"Received: {name}={value!r}."
        )
    return [int(axis) for axis in given]


def _is_index(value) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def counted_axes(where: str, name: str, value, rank: int) -> list[int]:
    """Returns axes of an input, counted from its first.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: Ints, those below 0 counted from behind.
        rank: How many axes the input has.
    Raises:
        ValueError: If it has no such axis.
    """
    if not all(-rank <= axis < rank for axis in value):
        raise ValueError(
            f"{where}: the input has no such axis. Expected axes from {-rank} "
            f"to {rank - 1}. Received: {name}={[*value]}."
        )
    return [axis % rank for axis in value]


def number_from(
    where: str, name: str, value, least: float, most: float | None = None
) -> float:
    """Returns `value` if it lies in a range, as a number unless it may change.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: A number, a tensor of one, or a variable.
        least: The smallest value allowed.
        most: The largest value allowed; any when None.
    Raises:
        ValueError: If it lies outside, or is no number.
    """
    value = values.as_number(value)
    wanted = f"of at least {least}" if most is None else f"{least} to {most}"
    if (
        isinstance(value, (str, type(None)))
        or not value >= least
        or (most is not None and value > most)
    ):
        raise ValueError(
            f"{where}: an argument is out of range. Expected a number "
            f"{wanted}. Received: {name}={value!r}."
        )
    return value


def number_above(where: str, name: str, value, bound: float) -> float:
    """Returns `value` if it is larger than a bound, as `number_from` does.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: A number, a tensor of one, or a variable.
        bound: What it must be larger than.
    Raises:
        ValueError: If it isn't, or is no number.
    """
    value = values.as_number(value)
    if isinstance(value, (str, type(None))) or not value > bound:
        raise ValueError(
            f"{where}: an argument is out of range. Expected a number above "
            f"{bound}. Received: {name}={value!r}."
        )
    return value


def one_of(where: str, name: str, value, choices: Sequence[str]) -> str:
    """Returns `value` in lower case if it is one of `choices`.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: A string in any case.
        choices: What it may be.
    Raises:
        ValueError: If it is something else.
    """
    lower = value.lower() if isinstance(value, str) else value
    if lower not in choices:
        raise ValueError(
            f"{where}: unknown value of an argument. Expected one of "
            f"{', '.join(map(repr, choices))}. Received: {name}={value!r}."
        )
    return lower


def data_format(where: str, value: str | None) -> str:
    """Returns where the channel axis stands; the global setting for None.

    Args:
        where: The layer as a message calls it.
        value: 'channels_last', 'channels_first' or None.
    Raises:
        ValueError: If it is something else.
    """
    if value is None:
        return config.image_data_format()
    choices = ("channels_last", "channels_first")
    return one_of(where, "data_format", value, choices)


def pairs(where: str, name: str, value, count: int) -> tuple:
    """Returns `count` pairs of ints, for the begin and the end of axes.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: An int for all ends, an int an axis for both its ends, or a pair
            an axis. The two of one axis needn't stand in another tuple.
        count: How many axes there are.
    Raises:
        ValueError: If there are more or fewer, or one is below 0.
        TypeError: If one is no number.
    """
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        value = (value,) * count
    given = tuple(value)
    if count == 1 and len(given) == 2:
        given = (given,)
    if len(given) != count:
        raise ValueError(
            f"{where}: an argument is of {len(given)} axes. Expected one int, "
            f"or an int or a pair for each of {count} axes. Received: "
            f"{name}={value!r}."
        )
    return tuple(whole_numbers(where, name, ends, 2, 0) for ends in given)
