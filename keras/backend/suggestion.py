"""What an error says when a name isn't known: the nearest names there are."""

import difflib
from collections.abc import Iterable


class UnknownNameError(ValueError):
    """A name stands for nothing that is known.

    Args:
        message: What is told.
        name: The name.
    """

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


def nearest_names(name: str, choices: Iterable[str]) -> str:
    """Lists up to three of `choices` spelled most like `name`, or nothing."""
    by_lower = {choice.lower(): choice for choice in sorted(choices)}
    near = difflib.get_close_matches(name.lower(), by_lower, n=3, cutoff=0.5)
    return ", ".join(repr(by_lower[lower]) for lower in near)


def unknown_name(
    kind: str,
    name: str,
    choices: Iterable[str],
    mend: str = "",
    note: str = "",
) -> UnknownNameError:
    """Makes the error for a name that stands for no `kind`.

    Args:
        kind: What was looked for, as a reader says it: 'loss', 'metric'.
        name: What was received.
        choices: The names there are.
        mend: A sentence that tells how to mend it, where one helps.
        note: What is known of the name, in place of names spelled like it.
    """
    choices = sorted(choices)
    near = "" if note else nearest_names(name, choices)
    expected = f"nearest names: {near}" if near else f"such as {choices[:5]}"
    told = f"{note} " if note else ""
    message = (
        f"Unknown {kind}. {told}Expected a known name ({expected}), a "
        f"registered object or a callable. Received: {name!r}. {mend}".rstrip()
    )
    return UnknownNameError(message, name)
