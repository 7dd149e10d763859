"""How far a random change may go: a number, or a pair of bounds."""

import numbers

from keras.backend import values


def pair(
    where: str, name: str, value, least: float, most: float | None = None
) -> tuple[float, float]:
    """Returns the bounds between which a factor is drawn, the lower first.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: Two numbers, or one: then the bounds are minus that, but no less
            than `least`, and that.
        least: The smallest bound allowed.
        most: The largest one; any when None.
    Raises:
        ValueError: If a bound is out of range, or there aren't two.
        TypeError: If one is no number.
    """
    is_pair = isinstance(value, (list, tuple))
    given = tuple(value) if is_pair else (value,)
    if is_pair and len(given) != 2:
        raise ValueError(
            f"{where}: a factor is drawn between two bounds. Expected a number "
            f"or a pair of numbers. Received: {name}={value!r}."
        )
    for bound in given:
        _check(where, name, value, bound, least, most)
    if is_pair:
        low, high = sorted(given)
        return low, high
    # In this order, as -0.0 isn't what a file shall say.
    return max(least, -abs(value)), abs(value)


def from_zero(
    where: str, name: str, value, least: float, most: float
) -> tuple[float, float]:
    """Returns the bounds between which a factor is drawn, the lower first.

    Args:
        where: The layer as a message calls it.
        name: The argument's name.
        value: Two numbers, or one: then the lower bound is 0.
        least: The smallest bound allowed.
        most: The largest one.
    Raises:
        ValueError: If a bound is out of range, or there aren't two.
        TypeError: If one is no number.
    """
    if isinstance(value, (list, tuple)):
        return pair(where, name, value, least, most)
    value = values.as_number(value)
    _check(where, name, value, value, least, most)
    return min(0, value), max(0, value)


def _check(where: str, name: str, value, bound, least, most) -> None:
    if isinstance(bound, bool) or not isinstance(bound, numbers.Real):
        raise TypeError(
            f"{where}: a bound of a factor is no number. Expected a number or "
            f"a pair of numbers. Received: {name}={value!r}."
        )
    if not bound >= least or (most is not None and bound > most):
        wanted = (
            f"of at least {least}" if most is None else f"{least} to {most}"
        )
        raise ValueError(
            f"{where}: a factor is out of range. Expected numbers {wanted}. "
            f"Received: {name}={value!r}."
        )


def value_range(where: str, value) -> tuple[float, float]:
    """Returns the least and the largest value of a pixel.

    Args:
        where: The layer as a message calls it.
        value: Two numbers that differ, such as (0, 255) or (0, 1).
    Raises:
        ValueError: If there aren't two, or they are equal.
        TypeError: If one is no number.
    """
    if not isinstance(value, (list, tuple)) or len(set(value)) != 2:
        raise ValueError(
            f"{where}: pixels lie between two values. Expected a pair of "
            f"numbers that differ. Received: value_range={value!r}."
        )
    low, high = pair(where, "value_range", value, float("-inf"))
    return low, high
