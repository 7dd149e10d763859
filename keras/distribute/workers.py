"""What the processes of a strategy agree on, and which of them writes.

Of a mesh, too, whose first process is the chief. One process is its own chief,
and agrees with itself.
"""

import contextlib
import functools
import hashlib
import os
import tempfile
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from keras.distribute import lost_worker, placement

# A worker that ended is missed after some 10 seconds, in words of their own.
_SECONDS_OF_A_WAIT = 5.0
_OF_WORKERS = tf.distribute.MultiWorkerMirroredStrategy


class Team:
    """The processes that take the same steps: this one alone.

    Attributes:
        index: Number of this process, from 0; the first writes files. -1 for
            one that only looks on, as an evaluator.
        count: How many processes there are.
    """

    index = 0
    count = 1

    def summed(self, numbers: np.ndarray) -> np.ndarray:
        """Returns sums over the processes, all of which have to ask.

        Args:
            numbers: Integers of 64 bits, equally many in each process.
        """
        return numbers

    def rows(self, numbers: list[int]) -> list[list[int]]:
        """Returns what each process says, in their order; all have to ask.

        Args:
            numbers: Integers of 64 bits, equally many in each process.
        """
        own = np.zeros((self.count, len(numbers)), np.int64)
        own[self.index] = numbers
        return self.summed(own.ravel()).reshape(own.shape).tolist()

    def check_shapes(self, kinds: str) -> None:
        """Looks whether all processes have values of the same shapes.

        Args:
            kinds: The shapes and types, as text; all have to ask.
        Raises:
            ValueError: If these are others in another process.
        """
        if self.count > 1:
            told = self.rows([fingerprint(kinds.encode())])
            self._refuse_others(kinds, [number for (number,) in told])

    def of_first(self, value: np.ndarray) -> np.ndarray:
        """Returns the first process's array; all have to ask.

        Its bytes are sent only where it isn't the same everywhere.

        Args:
            value: An array of one shape and type in each process.
        Raises:
            ValueError: If it has another shape or type in another process.
        """
        if self.count == 1 or value.dtype.hasobject:
            return value
        sent = np.ascontiguousarray(value).tobytes()
        kind = f"shape={value.shape}, dtype={value.dtype}"
        told = self.rows([fingerprint(sent), fingerprint(kind.encode())])
        if all(each == told[0] for each in told):
            return value
        self._refuse_others(kind, [each[1] for each in told])
        padded = sent + bytes(-len(sent) % 8)
        words = np.frombuffer(padded, np.int64)
        first = self.summed(words if self.index == 0 else words * 0)
        found = np.frombuffer(first.tobytes()[: len(sent)], value.dtype)
        return found.reshape(value.shape)

    def _refuse_others(self, own: str, told: list[int]) -> None:
        others = [n for n, each in enumerate(told) if each != told[0]]
        if others:
            raise ValueError(
                "Processes that take the same steps: values are of different "
                "shapes or types. Expected the first process's. Received: "
                f"{own} in process {self.index}; those that differ from the "
                f"first are {others}. Give all the same batches, with one seed."
            )


class _Workers(Team):
    """The workers of a strategy."""

    def __init__(self, strategy: tf.distribute.Strategy) -> None:
        resolver = strategy.cluster_resolver
        tasks = _tasks(resolver.cluster_spec())
        own = resolver.task_type, resolver.task_id
        self.count = len(tasks)
        self.index = tasks.index(own) if own in tasks else -1
        self._strategy = weakref.ref(strategy)
        self._sum = tf.function(self._summed, autograph=False)

    def summed(self, numbers: np.ndarray) -> np.ndarray:
        """Returns sums over the workers; see `Team.summed`."""
        with lost_worker.told():
            return self._sum(tf.constant(numbers, tf.int64)).numpy()

    def _summed(self, numbers: tf.Tensor) -> tf.Tensor:
        strategy = self._strategy()
        found = strategy.run(self._of_replica, args=(numbers,))
        return strategy.experimental_local_results(found)[0]

    def _of_replica(self, numbers: tf.Tensor) -> tf.Tensor:
        context = tf.distribute.get_replica_context()
        local = context.replica_id_in_sync_group
        local %= context.num_replicas_in_sync // self.count
        numbers = tf.where(tf.equal(local, 0), numbers, 0)
        return context.all_reduce(tf.distribute.ReduceOp.SUM, numbers)


def _tasks(cluster: tf.train.ClusterSpec) -> list[tuple[str, int]]:
    """Returns the processes that train, the chief first."""
    return [
        (kind, number)
        for kind in ("chief", "worker")
        if kind in cluster.jobs
        for number in cluster.task_indices(kind)
    ]


ALONE = Team()
_teams: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def of(strategy) -> Team:
    """Returns the processes that a strategy joins.

    Args:
        strategy: A `tf.distribute` strategy, a mesh's, or None.
    """
    if strategy is None:
        return ALONE
    if not placement.is_in_graph(strategy):
        return strategy.team
    if not isinstance(strategy, _OF_WORKERS):
        return ALONE
    if strategy not in _teams:
        found = _Workers(strategy)
        _teams[strategy] = found if found.count > 1 else ALONE
    return _teams[strategy]


def are_several(strategy) -> bool:
    """Tells whether other processes take the same steps as this one."""
    return of(strategy).count > 1


def is_chief(strategy) -> bool:
    """Tells whether this process is the one that writes files."""
    return of(strategy).index == 0


def agreed(strategy, number: int) -> int:
    """Returns the chief's number on every worker, which all have to ask for.

    Args:
        strategy: The strategy.
        number: What this worker would take, of 64 bits.
    """
    if not are_several(strategy):
        return number
    return _sum(strategy, number if is_chief(strategy) else 0)


def any_of(strategy, is_so: bool) -> bool:
    """Tells whether it's so on any worker; all of them have to ask."""
    return _sum(strategy, int(is_so)) > 0 if are_several(strategy) else is_so


def rows(strategy, numbers: list[int]) -> list[list[int]]:
    """Returns what each worker says, the chief first; all have to ask.

    Args:
        strategy: The strategy.
        numbers: Of 64 bits, equally many on each worker.
    """
    return of(strategy).rows(numbers)


def of_chief(strategy, values: np.ndarray) -> np.ndarray:
    """Returns the chief's array on every worker; all have to ask.

    Args:
        strategy: The strategy.
        values: An array of one shape and type on each worker.
    """
    return of(strategy).of_first(values)


def stop(model) -> bool:
    """Tells whether training is to stop; all workers have to ask.

    Where one of them set `stop_training`, the others have it set, too.

    Args:
        model: The model that is trained.
    """
    stops = any_of(model.distribute_strategy, bool(model.stop_training))
    if stops:
        model.stop_training = True
    return stops


def fingerprint(content: bytes) -> int:
    """Returns a number of 56 bits by which contents are told apart."""
    digest = hashlib.blake2b(content, digest_size=7).digest()
    return int.from_bytes(digest, "little")


def _sum(strategy, number: int) -> int:
    """Returns the sum of the workers' numbers."""
    return int(of(strategy).summed(np.array([number], np.int64))[0])


@contextlib.contextmanager
def writing(
    strategy: tf.distribute.Strategy | None,
    path: str | os.PathLike,
    makes_folders: bool = False,
    check: Callable[[str], None] | None = None,
) -> Iterator[str | os.PathLike]:
    """Yields where this worker writes a file; all workers have to come here.

    The chief writes to the path. The others do the same, since variables of
    several workers are read by all of them together, into a folder that is
    thrown away. None goes on before the chief's file is whole.

    Args:
        strategy: The strategy, or None of one process.
        path: The file, the folder, or something open, which is each worker's
            own.
        makes_folders: Whether who writes makes the folders that are missing.
            Default False.
        check: Raises `OSError` where the chief will write nothing at a path.
    Raises:
        RuntimeError: If another worker failed to write.
    """
    has_path = isinstance(path, (str, os.PathLike))
    if not (has_path and are_several(strategy)):
        yield path
        return
    # One that can't even begin reads no variables, for which others would wait.
    may_write = _may_write(strategy, path, makes_folders, check)
    with _telling_of_a_wait(path):
        fails = any_of(strategy, not may_write)
    if fails:
        if not is_chief(strategy):
            raise _other_failed(path, 1)
        yield path
        return
    with lost_worker.told(), contextlib.ExitStack() as stack:
        written = path
        if not is_chief(strategy):
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            written = os.path.join(folder, os.path.basename(path) or "file")
        try:
            yield written
        except BaseException:
            with contextlib.suppress(tf.errors.OpError):
                _sum(strategy, 1)
            raise
        num_failed = _sum(strategy, 0)
    if num_failed:
        raise _other_failed(path, num_failed)


@contextlib.contextmanager
def _telling_of_a_wait(path) -> Iterator[None]:
    """Warns where the others don't come to write for long.

    Raises:
        LostWorkerError: If one of them ended before, as a program does that
            only the first one calls `save` in.
    """
    text = (
        f"Writing {os.fspath(path)!r} by several workers: this one waits for "
        "the others. Expected all of them to write. Received: nothing for "
        f"{_SECONDS_OF_A_WAIT:g} seconds. Call `save` in all, and give all "
        "the same callbacks: only the first one writes."
    )
    timer = threading.Timer(_SECONDS_OF_A_WAIT, warnings.warn, (text,))
    timer.daemon = True
    timer.start()
    try:
        yield
    except lost_worker.LostWorkerError as error:
        raise lost_worker.LostWorkerError(
            error.node_def,
            error.op,
            f"Writing {os.fspath(path)!r} by several workers: one ended before "
            "it came to write. Expected all of them to write. Received: "
            f"TensorFlow's error names {error.named}. Call `save` in all, and "
            "give all the same callbacks: only the first one writes. If that "
            "worker failed, it tells why: start all again then.",
        ) from error
    finally:
        timer.cancel()


def _may_write(strategy, path, makes_folders: bool, check) -> bool:
    if "://" in os.fspath(path) or not is_chief(strategy):
        return True
    folder = os.path.dirname(os.path.abspath(path))
    while makes_folders and not os.path.exists(folder):
        folder = os.path.dirname(folder)
    try:
        if check is not None:
            check(os.fspath(path))
        tempfile.TemporaryDirectory(dir=folder, prefix=".").cleanup()
    except OSError:
        return False
    return True


def _other_failed(path, count: int) -> RuntimeError:
    return RuntimeError(
        "Writing by several workers: another one failed, and told why. "
        "Expected all of them to write. Received: "
        f"path={os.fspath(path)!r}, workers_that_failed={count}."
    )


def own_path(strategy: tf.distribute.Strategy, path: str) -> str:
    """Returns where this worker keeps a log, which nobody waits for.

    Args:
        strategy: The strategy.
        path: The chief's; the others' goes when their process ends.
    """
    if is_chief(strategy):
        return path
    return os.path.join(_scratch().name, os.path.basename(path) or "log")


@functools.cache
def _scratch() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory()
