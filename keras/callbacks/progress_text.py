"""How far a run is, and the text that tells it."""

import dataclasses
import numbers
from typing import Any

import numpy as np


@dataclasses.dataclass
class Progress:
    """How far a run of steps is.

    Attributes:
        done: Steps done.
        total: Steps in all; None while that isn't known.
        seconds: Time since the run began.
        logs: Losses and metrics by name.
        validation: Steps of validation done and in all, while it runs.
        unit: What a step is called.
        whole: What all steps are called; '' where their time says nothing new.
    """

    done: int = 0
    total: int | None = None
    seconds: float = 0.0
    logs: dict[str, Any] = dataclasses.field(default_factory=dict)
    validation: tuple[int, int | None] | None = None
    unit: str = "step"
    whole: str = "epoch"

    @property
    def seconds_a_step(self) -> float:
        """Mean time of the steps done."""
        return self.seconds / max(self.done, 1)

    @property
    def seconds_left(self) -> float:
        """Time that the other steps will take; 0 if that can't be known."""
        return self.seconds_a_step * max((self.total or 0) - self.done, 0)


def amount(value: Any) -> str:
    """Writes a loss or metric with four decimals; small ones by exponent.

    An array is written as its mean, and what isn't a number as it prints.
    """
    is_number = isinstance(value, numbers.Real | np.generic | np.ndarray | list)
    try:
        mean = float(np.mean(value)) if is_number else None
    except (TypeError, ValueError):  # text, or a list of lists
        mean = None
    if mean is None:
        return " ".join(str(value).split())
    return f"{mean:.4e}" if abs(mean) <= 1e-3 else f"{mean:.4f}"


def clock(seconds: float) -> str:
    """Writes a time in whole seconds: 7s, 1:05, 2:01:05."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    if minutes == 0:
        return f"{rest}s"
    hours, minutes = divmod(minutes, 60)
    return (
        f"{hours}:{minutes:02d}:{rest:02d}"
        if hours
        else (f"{minutes}:{rest:02d}")
    )


def short(seconds: float) -> str:
    """Writes a short time with its unit: 85us, 12ms, 3s."""
    if seconds >= 1:
        return f"{seconds:.0f}s"
    if seconds >= 1e-3:
        return f"{seconds * 1e3:.0f}ms"
    return f"{seconds * 1e6:.0f}us"


def counts(done: int, total: int | None) -> str:
    """Writes the steps: 3/10, or 3/? while the whole isn't known."""
    return f"{done}/{'?' if total is None else total}"


def values(logs: dict[str, Any]) -> list[str]:
    """Writes each of the logs as `name: value`."""
    return [f"{name}: {amount(value)}" for name, value in logs.items()]


def summary(progress: Progress) -> str:
    """Writes the one line of an epoch that is over."""
    whole = [progress.whole] if progress.whole else []
    fields = [
        counts(progress.done, progress.total),
        clock(progress.seconds),
        *values(progress.logs),
        *[f"{short(progress.seconds)}/{one}" for one in whole],
        f"{short(progress.seconds_a_step)}/{progress.unit}",
    ]
    return " - ".join(fields)


def status(progress: Progress) -> str:
    """Writes the line of an epoch that goes on."""
    fields = [
        counts(progress.done, progress.total),
        clock(progress.seconds),
        *values(progress.logs),
    ]
    if progress.validation is not None:
        fields.append(f"validation {counts(*progress.validation)}")
    elif progress.total is not None:
        fields.append(f"{clock(progress.seconds_left)} left")
    return " - ".join(fields)
