"""Reads the batches of an object that gives them by number."""

import collections
import itertools
import typing
from collections import abc
from concurrent import futures

import numpy as np
import tensorflow as tf

from keras.engine.data import (
    process_team,
    python_source,
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
    """

    single_pass = False

    def __init__(
        self,
        batches: typing.Any,
        shuffle: bool = False,
        workers: Workers = Workers(),  # noqa: B008 (it's immutable)
    ) -> None:
        self._batches = batches
        self._shuffle = bool(shuffle)
        self._workers = workers
        self._first: dict[int, typing.Any] = {}
        self._parked: Team | None = None
        # Drawn once and here, not by the thread that reads, which would take
        # its turn among the user's draws at any time.
        self._random = np.random.default_rng(
            int(tf.random.uniform((), maxval=2**31 - 1, dtype=tf.int32))
        )

    def length(self) -> int | None:
        """Counts the batches of an epoch; None says that there is no end."""
        try:
            return self._batches.num_batches
        except AttributeError:
            return len(self._batches)

    def first(self) -> typing.Any:
        """Returns batch 0, which the first epoch doesn't make again."""
        if self.length() == 0:
            raise ValueError(
                "Reading the data: the sequence is empty. Expected at least 1 "
                f"batch. Received: {python_source.kind(self._batches)} of "
                "length 0."
            )
        self._first[0] = self._batches[0]
        return self._first[0]

    def read(self) -> abc.Iterator:
        """Starts an epoch."""
        length = self.length()
        if length is None:
            order = itertools.count()
        elif self._shuffle:
            order = self._random.permutation(length).tolist()
        else:
            order = range(length)
        if self._workers.are_apart:
            return self._made_ahead(order)
        return (self._get(index) for index in order)

    def _get(self, index: int) -> typing.Any:
        if index in self._first:
            return self._first.pop(index)
        return self._batches[index]

    def _made_ahead(self, order: abc.Iterable[int]) -> abc.Iterator:
        """Yields batches in order while workers make the next ones."""
        team = self._hired()
        try:
            yield from self._in_order(team, order)
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
        self, team: Team, order: abc.Iterable[int]
    ) -> abc.Iterator[typing.Any]:
        ahead = max(self._workers.max_queue_size, self._workers.workers)
        seed = int(self._random.integers(2**32))
        waiting: collections.deque = collections.deque()
        for index in order:
            task = worker_process.Task(index, (seed + index) % 2**32)
            waiting.append(self._promised(team, task))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _promised(
        self, team: Team, task: worker_process.Task
    ) -> futures.Future:
        if task.index not in self._first:
            return team.submit(task)
        made = futures.Future()
        made.set_result(self._first.pop(task.index))
        return made

    def on_epoch_begin(self) -> None:
        """Calls the object's own `on_epoch_begin`, if any."""
        getattr(self._batches, "on_epoch_begin", _nothing)()

    def on_epoch_end(self) -> None:
        """Calls the object's own `on_epoch_end`, if any."""
        getattr(self._batches, "on_epoch_end", _nothing)()


def _nothing() -> None:
    return
