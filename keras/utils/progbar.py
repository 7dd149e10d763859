"""A progress bar for loops of one's own."""

import numbers
import time
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from keras.callbacks import display, progress_text


class Progbar:
    """Shows how far a loop of your own is, and the means of its values.

    On a terminal or in a notebook it is a bar; elsewhere one plain line at the
    end, and one a minute until then.

    Args:
        target: Steps in all, or None if that isn't known.
        width: Columns of the bar. Default 30.
        verbose: 0 shows nothing, 1 (default) a bar, 2 only the last line.
        interval: Least time between two drawings, in seconds. Default 0.05.
        stateful_metrics: Names of values shown as they are. All others are
            means over the steps.
        unit_name: What a step is called. Default 'step'.

    Raises:
        TypeError: If `target` is no number.

    Example:
        >>> bar = keras.utils.Progbar(2, verbose=0)
        >>> for loss in (3.0, 1.0):
        ...     bar.add(1, [("loss", loss)])
        >>> bar.values
        {'loss': 2.0}
    """

    def __init__(
        self,
        target: int | None,
        width: int = 30,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        if not (target is None or isinstance(target, numbers.Real)):
            raise TypeError(
                "Progbar: steps are a number. Expected one, or None. "
                f"Received: target={target!r}."
            )
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.stateful_metrics = set(stateful_metrics or ())
        self.unit_name = unit_name
        self._display = display.open_display(verbose, interval, width)
        self._began = time.perf_counter()
        self._due = self._began + self._display.delay
        self._seen = 0
        self._sums: dict[str, tuple[float, int]] = {}

    @property
    def values(self) -> dict[str, Any]:
        """What is shown: means, and the last of the stateful ones."""
        return {
            name: total / steps if steps else total
            for name, (total, steps) in self._sums.items()
        }

    def update(
        self,
        current: int,
        values: Mapping | Iterable[tuple[str, Any]] | None = None,
        finalize: bool | None = None,
    ) -> None:
        """Takes how far the loop is.

        Args:
            current: Steps done.
            values: Pairs of a name and the value of the steps since the last
                call, or a dict. What is no number is shown as it is.
            finalize: Whether this is the end. Default None: it is where
                `current` has reached the target.
        """
        steps = current - self._seen
        pairs = values.items() if isinstance(values, Mapping) else values
        for name, value in pairs or ():
            self._sums[name] = self._sum(name, _number(value), steps)
        self._seen = current
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        self._show(finalize)

    def add(
        self,
        n: int,
        values: Mapping | Iterable[tuple[str, Any]] | None = None,
    ) -> None:
        """Takes that the loop is `n` steps further; `values` as in `update`."""
        self.update(self._seen + n, values)

    def _sum(self, name: str, value: Any, steps: int) -> tuple[float, int]:
        if name in self.stateful_metrics or not _is_number(value):
            return value, 0
        # A call that makes no step still counts its value, once.
        steps = max(steps, 1)
        total, earlier = self._sums.get(name, (0.0, 0))
        return (total if earlier else 0.0) + value * steps, earlier + steps

    def _show(self, finalize: bool) -> None:
        now = time.perf_counter()
        if not finalize and now < self._due:
            return
        self._due = now + self._display.seconds
        progress = progress_text.Progress(
            self._seen,
            self._seen if self.target is None and finalize else self.target,
            now - self._began,
            self.values,
            unit=self.unit_name,
            whole="",
        )
        if finalize:
            self._display.end(progress)
        else:
            self._display.show(progress)


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Number | np.ndarray)


def _number(value: Any) -> Any:
    """The number in a tensor, or the mean of several."""
    return value.numpy().mean().item() if hasattr(value, "numpy") else value
