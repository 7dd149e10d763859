"""Where in its epoch training goes on that was cut off.

A place is counted in batches, and those of now may be others than those of
then.
"""

import dataclasses
import warnings
from typing import Any


@dataclasses.dataclass(frozen=True)
class Counted:
    """How an epoch is counted; None stands for what isn't known.

    Attributes:
        batches: Batches an epoch.
        rows_a_batch: Rows of a whole batch.
        rows: Rows of an epoch, in an order that no size of a batch changes.
        steps: The batches an epoch that were asked for.
        shuffle: Whether their order is drawn here.
    """

    batches: int | None = None
    rows_a_batch: int | None = None
    rows: int | None = None
    steps: int | None = None
    shuffle: bool | None = None

    def __str__(self) -> str:
        known = {n: v for n, v in vars(self).items() if v is not None}
        return ", ".join(f"{name}={value}" for name, value in known.items())


def of(batches: Any) -> Counted:
    """Returns how an epoch of some batches is counted."""
    rows = batches.row_count
    return Counted(
        batches.num_batches,
        rows.a_batch,
        rows.an_epoch,
        batches.wanted_batches,
        batches.seed is not None,
    )


def moved(
    who: str, place: tuple[int, int], then: Counted, now: Counted
) -> tuple[int, int]:
    """Returns where training goes on in the batches of now.

    Args:
        who: The model, as a message calls it.
        place: Numbers of the epoch, and of the batch in it, that came next.
        then: How an epoch was counted.
        now: How it's counted now.
    """
    epoch, batch = place
    if _same_rows(then, now):
        return epoch, _batch_of_rows(who, batch, then, now)
    differ = _differing(then, now)
    goes_on = None not in (then.steps, now.steps) and now.rows is None
    counts = bool(batch) or (
        goes_on and epoch and {"steps", "rows_a_batch"} & differ
    )
    if differ and counts:
        _warn(
            f"{who}.fit: training goes on in data that is cut otherwise, so "
            f"the rows at its place, epoch {epoch} and batch {batch}, may be "
            f"others. Expected, as in the backup, {then}. Received: {now}. "
            "Some rows may come twice, or not at all. Fit as before, or delete "
            "the backup to begin anew."
        )
    return place


def _same_rows(then: Counted, now: Counted) -> bool:
    known = then.rows, then.rows_a_batch, now.rows_a_batch
    is_same = (then.rows, then.shuffle) == (now.rows, now.shuffle)
    return is_same and None not in known


def _differing(then: Counted, now: Counted) -> set[str]:
    pairs = ((name, old, vars(now)[name]) for name, old in vars(then).items())
    return {n for n, old, new in pairs if None not in (old, new) and old != new}


def _batch_of_rows(who: str, batch: int, then: Counted, now: Counted) -> int:
    """Returns the batch that has the row that came next."""
    row, size = batch * then.rows_a_batch, now.rows_a_batch
    if row >= now.rows:
        return -(-now.rows // size)
    number, twice = divmod(row, size)
    if twice:
        _warn(
            f"{who}.fit: no batch begins at row {row} of the epoch, where "
            f"training goes on. Expected, as in the backup, {then}, or a size "
            f"that divides {row}. Received: {now}. It goes on at batch "
            f"{number}, so {twice} rows of the epoch come twice."
        )
    return number


def _warn(message: str) -> None:
    warnings.warn(message, stacklevel=2)
