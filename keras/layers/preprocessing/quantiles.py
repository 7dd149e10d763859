"""Quantiles of data that comes in batches."""

import math

import numpy as np

# Values that are kept before they are looked through together.
_BUFFER = 2**20
# Points that are kept of them, times the error that is allowed.
_POINTS = 2**12
# Values that are kept when boundaries are made of them.
_KEPT = 2**14


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

    @property
    def count(self) -> float:
        """How many numbers were seen."""
        return self._buffered + self._counts.sum()

    def add(self, batch: np.ndarray, counts=None) -> None:
        """Looks at a batch. What is no number (NaN) is passed over.

        Args:
            batch: Numbers.
            counts: How many of each there are. Default: one.
        """
        if counts is not None:
            self._merge(batch, np.rint(counts))
            return
        batch = np.ravel(batch).astype("float64")
        batch = batch[~np.isnan(batch)]
        self._buffer.append(batch)
        self._buffered += len(batch)
        if self._buffered >= _BUFFER:
            self._merge()
            self._compress(max(self._points, _BUFFER))

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

    def keep_fewer(self) -> None:
        """Lets go what takes most memory, for who may go on some day."""
        self._merge()
        self._compress(_KEPT)

    def _merge(self, *others) -> None:
        """Puts batches, and values with their counts, to what is known."""
        batches = np.concatenate([np.empty(0), *self._buffer])
        new, counts = others or np.unique(batches, return_counts=True)
        values = np.concatenate([self._values, new])
        self._values, places = np.unique(values, return_inverse=True)
        weights = np.concatenate([self._counts, counts])
        self._counts = np.bincount(
            places, weights, minlength=len(self._values)
        ).astype("int64")
        if not others:
            self._buffer, self._buffered = [], 0

    def _compress(self, points: int) -> None:
        """Makes one of neighbours, where there are too many: the middle one."""
        if len(self._values) <= points:
            return
        points = min(points, self._points)
        middles = np.cumsum(self._counts) - self._counts / 2
        groups = (middles * points // self._counts.sum()).astype("int64")
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        ends = np.append(starts[1:], len(groups))
        self._counts = np.add.reduceat(self._counts, starts)
        self._values = self._values[(starts + ends) // 2]
