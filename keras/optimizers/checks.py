"""What rules refuse in their constructors."""

import numbers


def fractions(owner, **given) -> None:
    """Raises for weights of an average that aren't in [0, 1).

    Args:
        owner: The optimizer.
        **given: The arguments; what isn't a plain number is let through.
    """
    within(owner, "a number in [0, 1)", lambda value: 0 <= value < 1, **given)


def unit(owner, **given) -> None:
    """Raises for numbers that aren't in [0, 1].

    Args:
        owner: The optimizer.
        **given: The arguments; what isn't a plain number is let through.
    """
    within(owner, "a number in [0, 1]", lambda value: 0 <= value <= 1, **given)


def not_negative(owner, **given) -> None:
    """Raises for arguments below 0.

    Args:
        owner: The optimizer.
        **given: The arguments; what isn't a plain number is let through.
    """
    within(owner, "0 or more", lambda value: value >= 0, **given)


def within(owner, expected: str, is_right, **given) -> None:
    """Raises for arguments that are out of range.

    Args:
        owner: The optimizer.
        expected: The range in words.
        is_right: Tells of a value whether it's in the range.
        **given: The arguments; what isn't a plain number is let through.
    Raises:
        TypeError: If one is a text or None.
        ValueError: If one is out of range.
    """
    for name, value in given.items():
        is_number = isinstance(value, numbers.Number)
        if is_number and is_right(value):
            continue
        if is_number or isinstance(value, str) or value is None:
            error = ValueError if is_number else TypeError
            raise error(
                f"{type(owner).__name__}: wrong {name}. Expected {expected}. "
                f"Received: {name}={value!r}."
            )
