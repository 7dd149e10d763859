"""Quantiles of data that comes in batches."""

import math

import numpy as np

# Values that are kept before they are looked through together.
_BUFFER = 2**20
# Points that are kept of them, times the error that is allowed.
_POINTS = 2**12


class Quantiles:
    """Values that were seen, and how often; exact for up to a million of them.

    Of more different values, neighbours become one. n values are off by
    n * epsilon / 2**34 of all ranks then: epsilon / 16 for 2**30 values.

    Args:
        epsilon: Fraction of all ranks that a quantile may be off.
    Example:
        >>> seen = Quantiles(0.01)
        >>> for batch in ([3.0, 1.0], [2.0, 4.0]):
        ...     seen.add(np.array(batch))
        >>> seen.at([0.25, 0.5]).tolist()
        [1.75, 2.5]
    """

    def __init__(self, epsilon: float) -> None:
        self._points = math.ceil(_POINTS / epsilon)
        self._values = np.empty(0)
        self._counts = np.empty(0, "int64")
        self._buffer: list[np.ndarray] = []
        self._buffered = 0

    @property
    def is_empty(self) -> bool:
        """Whether no number was seen."""
        return not (self._buffered or len(self._values))

    def add(self, batch: np.ndarray) -> None:
        """Looks at a batch. What is no number (NaN) is passed over.

        Args:
            batch: Numbers.
        """
        batch = np.ravel(batch).astype("float64")
        batch = batch[~np.isnan(batch)]
        self._buffer.append(batch)
        self._buffered += len(batch)
        if self._buffered >= _BUFFER:
            self._merge()
            self._compress()

    def at(self, shares) -> np.ndarray:
        """Returns quantiles, by linear interpolation between values.

        Args:
            shares: Fractions of all values that lie below, in [0, 1].
        """
        self._merge()
        ranks = np.asarray(shares) * (self._counts.sum() - 1)
        last = np.cumsum(self._counts)
        below, above = (
            self._values[np.searchsorted(last, rank, side="right")]
            for rank in (np.floor(ranks), np.ceil(ranks))
        )
        return np.where(
            below == above, below, below + (above - below) * (ranks % 1)
        )

    def _merge(self) -> None:
        new, counts = np.unique(
            np.concatenate([np.empty(0), *self._buffer]), return_counts=True
        )
        values = np.concatenate([self._values, new])
        self._values, places = np.unique(values, return_inverse=True)
        weights = np.concatenate([self._counts, counts])
        self._counts = np.bincount(
            places, weights, minlength=len(self._values)
        ).astype("int64")
        self._buffer, self._buffered = [], 0

    def _compress(self) -> None:
        """Makes one of neighbours, where there are too many: the middle one."""
        if len(self._values) <= max(self._points, _BUFFER):
            return
        middles = np.cumsum(self._counts) - self._counts / 2
        groups = (middles * self._points // self._counts.sum()).astype("int64")
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        ends = np.append(starts[1:], len(groups))
        self._counts = np.add.reduceat(self._counts, starts)
        self._values = self._values[(starts + ends) // 2]
