"""Reads the batches of an object that gives them by number."""

import collections
import itertools
import typing
from collections import abc
from concurrent import futures

import numpy as np

from keras.engine.data import (
    pass_orders,
    process_team,
    python_source,
    stored_rows,
    thread_team,
    worker_process,
)

Team: typing.TypeAlias = process_team.ProcessTeam | thread_team.ThreadTeam


class Workers(typing.NamedTuple):
    """Who makes the batches of an object with `__getitem__`.

    Attributes:
        workers: Threads or processes that make batches at the same time, 0 or
            more. 0 and 1 make them one after another, unless in a process.
            Default 1.
        use_multiprocessing: True asks for processes. Default False.
        max_queue_size: Batches that they may make ahead of the training.
            Default 10.
    """

    workers: int = 1
    use_multiprocessing: bool = False
    max_queue_size: int = 10

    def or_own(self, batches: typing.Any) -> "Workers":
        """Fills defaults in with the object's own attributes of these names.

        Args:
            batches: A `keras.utils.Sequence`, or its like.

        Raises:
            ValueError: If a number is negative.
        """
        chosen = {}
        for name, value in self._asdict().items():
            default = self._field_defaults[name]
            own = getattr(batches, name, None)
            is_own = value == default and own is not None
            chosen[name] = own if is_own else value
        chosen = Workers(**chosen)
        if chosen.workers < 0 or chosen.max_queue_size < 0:
            raise ValueError(
                "Reading a sequence: a number of workers or of batches is "
                "negative. Expected 0 or more. Received: workers="
                f"{chosen.workers}, max_queue_size={chosen.max_queue_size}. "
                "Pass workers=0 to make batches one after another."
            )
        return chosen

    @property
    def are_apart(self) -> bool:
        """Whether batches are made in threads or processes of their own."""
        return self.workers > int(not self.use_multiprocessing)


class IndexedReader(python_source.Reader):
    """Reads an object that gives batch i as `batches[i]`.

    Batches come in order, whichever worker is done first, and so do the
    exceptions of making them.

    Args:
        batches: Object with `__getitem__` and `__len__` (a
            `keras.utils.Sequence`); `num_batches`, `on_epoch_begin` and
            `on_epoch_end` are used where it has them.
        shuffle: True reads the batches of each epoch in a new order, which
            follows `tf.random.set_seed`.
        workers: Who makes batches.
        steps: Batches an epoch, where the next epoch is to go on after them
            and begin anew when there are no more. Default: all there are.
        seed: Of the orders. Default None: drawn.
    """

    single_pass = False

    def __init__(
        self,
        batches: typing.Any,
        shuffle: bool = False,
        workers: Workers = Workers(),  # noqa: B008 (it's immutable)
        steps: int | None = None,
        seed: int | None = None,
    ) -> None:
        self._batches = batches
        # Drawn once and here, not by the thread that reads, which would take
        # its turn among the user's draws at any time.
        self._begin(pass_orders.drawn_seed() if seed is None else seed, shuffle)
        self._workers = workers
        self._steps = steps
        self._first: dict[int, typing.Any] = {}
        self._parked: Team | None = None

    def _begin(self, seed: int, shuffle: bool) -> None:
        self.seed = seed
        self._orders = pass_orders.PassOrders(seed) if shuffle else None
        self._worker_seeds = np.random.default_rng(seed)
        self._pass: abc.Iterator[int] = iter(())

    def reseed(self, seed: int) -> None:
        """Begins anew, with the orders and the workers of another seed."""
        self._begin(seed, self._orders is not None)
        if isinstance(self._batches, stored_rows.StoredRows):
            self._batches.reseed(seed)
            self._first = {}

    def length(self) -> int | None:
        """Counts the batches of an epoch; None says that there is no end."""
        return self._steps or self._batches_a_pass()

    def _batches_a_pass(self) -> int | None:
        try:
            return self._batches.num_batches
        except AttributeError:
            return len(self._batches)

    def first(self) -> typing.Any:
        """Returns batch 0, which the first epoch doesn't make again."""
        if self._batches_a_pass() == 0:
            raise ValueError(
                "Reading the data: the sequence is empty. Expected at least 1 "
                f"batch. Received: {python_source.kind(self._batches)} of "
                "length 0."
            )
        self._first[0] = self._batches[0]
        return self._first[0]

    def read(self) -> abc.Iterator:
        """Starts an epoch; whatever it gives is made after this."""
        order = self._order() if self._steps is None else self._going_on()
        made, self._first = self._first, {}
        if self._workers.are_apart:
            return self._made_ahead(order, made)
        return (_get(self._batches, index, made) for index in order)

    def skip(self) -> None:
        """Passes over the batches of an epoch, which aren't made."""
        self._first = {}
        if self._steps is None:
            self._order()
        else:
            self._going_on()
        if self._workers.are_apart:
            self._next_worker_seed()

    def _order(self) -> abc.Iterable[int]:
        """Returns the numbers of the batches of one pass, as they come."""
        length = self._batches_a_pass()
        if length is None:
            return itertools.count()
        if self._orders is not None:
            return self._orders.next(length).tolist()
        return range(length)

    def _going_on(self) -> list[int]:
        """Returns the next numbers of this pass, and of those after it."""
        order: list[int] = []
        while len(order) < self._steps and self._batches_a_pass() != 0:
            order += itertools.islice(self._pass, self._steps - len(order))
            if len(order) < self._steps:
                self._pass = iter(self._order())
        return order

    def _made_ahead(
        self, order: abc.Iterable[int], made: dict[int, typing.Any]
    ) -> abc.Iterator:
        """Yields batches in order while workers make the next ones."""
        team = self._hired()
        try:
            yield from self._in_order(team, order, made)
        except BaseException:
            # Of the sequence, or the reader closes before the end.
            team.stop()
            raise
        if team.is_reusable:
            self._parked = team
        else:
            team.stop()

    def _hired(self) -> Team:
        team, self._parked = self._parked, None
        if team is not None:
            team.renew(self._batches)
            return team
        kind = thread_team.ThreadTeam
        if self._workers.use_multiprocessing:
            kind = process_team.ProcessTeam
        return kind(self._workers.workers, self._batches)

    def _in_order(
        self, team: Team, order: abc.Iterable[int], made: dict[int, typing.Any]
    ) -> abc.Iterator[typing.Any]:
        ahead = max(self._workers.max_queue_size, self._workers.workers)
        seed = self._next_worker_seed()
        waiting: collections.deque = collections.deque()
        for index in order:
            task = worker_process.Task(index, (seed + index) % 2**32)
            waiting.append(_promised(team, task, made))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _next_worker_seed(self) -> int:
        return int(self._worker_seeds.integers(2**32))

    def on_epoch_begin(self) -> None:
        """Calls the object's own `on_epoch_begin`, if any."""
        getattr(self._batches, "on_epoch_begin", _nothing)()

    def on_epoch_end(self) -> None:
        """Calls the object's own `on_epoch_end`, if any."""
        getattr(self._batches, "on_epoch_end", _nothing)()


def _get(
    batches: typing.Any, index: int, made: dict[int, typing.Any]
) -> typing.Any:
    return made.pop(index) if index in made else batches[index]


def _promised(
    team: Team, task: worker_process.Task, made: dict[int, typing.Any]
) -> futures.Future:
    if task.index not in made:
        return team.submit(task)
    promised = futures.Future()
    promised.set_result(made.pop(task.index))
    return promised


def _nothing() -> None:
    return
