"""Limits on how long models run, to try a program out.

They begin with KERAS_MAX_EPOCHS and KERAS_MAX_STEPS_PER_EPOCH, where the
environment has them: any program can be run in small as it stands.
"""

import dataclasses
import os
import warnings


@dataclasses.dataclass
class Limits:
    """The limits in force; None for none."""

    epochs: int | None = None
    steps: int | None = None


def max_epochs() -> int | None:
    """Tells after how many epochs `fit` ends at the latest; None for no limit.

    Example:
        >>> keras.config.max_epochs() is None
        True
    """
    return _limits.epochs


def set_max_epochs(max_epochs: int | None) -> None:
    """Has `fit` end after some epochs, whatever it's asked for.

    To see quickly whether a program runs at all. The environment's
    KERAS_MAX_EPOCHS does the same without a change of the program. `fit` warns
    when it ends earlier for this.

    Args:
        max_epochs: Whole number of epochs, at least 1; None for no limit, as
            it is unless set.
    Raises:
        ValueError: If it is another value.
    Example:
        >>> keras.config.set_max_epochs(2)
        >>> keras.config.max_epochs()
        2
        >>> keras.config.set_max_epochs(None)
    """
    _limits.epochs = _checked("set_max_epochs: max_epochs", max_epochs)


def max_steps_per_epoch() -> int | None:
    """Tells how many batches an epoch takes at most; None for no limit.

    Example:
        >>> keras.config.max_steps_per_epoch() is None
        True
    """
    return _limits.steps


def set_max_steps_per_epoch(max_steps_per_epoch: int | None) -> None:
    """Has epochs end after some batches, however much data there is.

    In `fit`, its validation, `evaluate` and `predict`; each epoch begins with
    the data's first batch again. The environment's KERAS_MAX_STEPS_PER_EPOCH
    does the same without a change of the program. A warning tells of it.

    Args:
        max_steps_per_epoch: Whole number of batches, at least 1; None for no
            limit, as it is unless set.
    Raises:
        ValueError: If it is another value.
    Example:
        >>> keras.config.set_max_steps_per_epoch(10)
        >>> keras.config.max_steps_per_epoch()
        10
        >>> keras.config.set_max_steps_per_epoch(None)
    """
    _limits.steps = _checked(
        "set_max_steps_per_epoch: max_steps_per_epoch", max_steps_per_epoch
    )


def epochs(asked: int) -> int:
    """Returns how many epochs to train, and warns if those are less."""
    limit = _limits.epochs
    if limit is None or limit >= asked:
        return asked
    warnings.warn(
        f"Training ends after {limit} of {asked} epochs. "
        "`keras.config.set_max_epochs(None)` lifts that limit.",
        stacklevel=2,
    )
    return limit


def steps(known: int | None) -> int | None:
    """Returns how many batches to take, and warns if those are less.

    Args:
        known: How many there are; None where nobody knows.
    """
    limit = _limits.steps
    if limit is None or (known is not None and limit >= known):
        return known
    warnings.warn(
        f"An epoch ends after {limit} of {known or 'its'} batches. "
        "`keras.config.set_max_steps_per_epoch(None)` lifts that limit.",
        stacklevel=2,
    )
    return limit


def is_last(step: int) -> bool:
    """Tells whether the limit ends an epoch after so many batches."""
    return step == _limits.steps


def _checked(what: str, limit: int | str | None) -> int | None:
    if limit is None:
        return None
    try:
        whole = int(limit)
        is_limit = whole >= 1 and whole == float(limit)
    except (TypeError, ValueError):
        is_limit = False
    if not is_limit:
        raise ValueError(
            f"{what} is no limit. Expected a whole number of at least 1, or "
            f"None for no limit. Received: {limit!r}."
        )
    return whole


def _of_environment(name: str) -> int | None:
    return _checked(f"The environment's {name}", os.environ.get(name))


_limits = Limits(
    _of_environment("KERAS_MAX_EPOCHS"),
    _of_environment("KERAS_MAX_STEPS_PER_EPOCH"),
)
