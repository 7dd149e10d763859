"""Limits of gradients, which an optimizer has as attributes."""

import numbers


def limit(name: str) -> property:
    """Returns an attribute: a number of 0 or more, or None.

    Args:
        name: Its name.
    """
    field = f"_{name}"

    def read(optimizer):
        return vars(optimizer).get(field)

    def change(optimizer, value) -> None:
        check(optimizer._name, name, value)
        if value is not None and optimizer.gradient_transformers:
            raise ValueError(
                f"{optimizer._name}: gradients are changed in one way. "
                "Expected `gradient_transformers`, or limits. Received: "
                f"transformers and {name}={value}."
            )
        setattr(optimizer, field, value)

    return property(read, change)


def check(owner: str, name: str, value) -> None:
    """Raises where a number is below 0.

    Args:
        owner: The optimizer's name.
        name: The number's name.
        value: The number, or something else.
    Raises:
        ValueError: If it is.
    """
    if isinstance(value, numbers.Number) and not value >= 0:
        raise ValueError(
            f"{owner}: wrong {name}. Expected 0 or more. Received: "
            f"{name}={value}."
        )
