"""What the processes of a strategy agree on, and which of them writes.

A strategy of one process is its own chief, and agrees with itself.
"""

import contextlib
import functools
import os
import tempfile
import weakref
from collections.abc import Callable, Iterator

import tensorflow as tf

from keras.distribute import lost_worker

_OF_WORKERS = tf.distribute.MultiWorkerMirroredStrategy
_sums: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def are_several(strategy: tf.distribute.Strategy) -> bool:
    """Tells whether other processes take the same steps as this one."""
    if not isinstance(strategy, _OF_WORKERS):
        return False
    resolver = strategy.cluster_resolver
    return len(_tasks(resolver.cluster_spec())) > 1


def is_chief(strategy: tf.distribute.Strategy) -> bool:
    """Tells whether this process is the one that writes files."""
    if not are_several(strategy):
        return True
    resolver = strategy.cluster_resolver
    first = _tasks(resolver.cluster_spec())[0]
    return (resolver.task_type, resolver.task_id) == first


def _tasks(cluster: tf.train.ClusterSpec) -> list[tuple[str, int]]:
    """Returns the processes that train, the chief first."""
    return [
        (kind, number)
        for kind in ("chief", "worker")
        if kind in cluster.jobs
        for number in cluster.task_indices(kind)
    ]


def agreed(strategy: tf.distribute.Strategy, number: int) -> int:
    """Returns the chief's number on every worker, which all have to ask for.

    Args:
        strategy: The strategy.
        number: What this worker would take, of 64 bits.
    """
    if not are_several(strategy):
        return number
    return _sum(strategy, number if is_chief(strategy) else 0)


def any_of(strategy: tf.distribute.Strategy, is_so: bool) -> bool:
    """Tells whether it's so on any worker; all of them have to ask."""
    if not are_several(strategy):
        return is_so
    return _sum(strategy, int(is_so)) > 0


def _sum(strategy: tf.distribute.Strategy, number: int) -> int:
    """Returns the sum of the workers' numbers."""
    if strategy not in _sums:
        _sums[strategy] = _summing(weakref.ref(strategy))
    return int(_sums[strategy](tf.constant(number, tf.int64)))


def _summing(strategy: Callable[[], tf.distribute.Strategy]) -> Callable:
    def of_replica(number: tf.Tensor) -> tf.Tensor:
        context = tf.distribute.get_replica_context()
        local = context.replica_id_in_sync_group
        local %= context.num_replicas_in_sync // _num_workers(context.strategy)
        number = tf.where(tf.equal(local, 0), number, 0)
        return context.all_reduce(tf.distribute.ReduceOp.SUM, number)

    @tf.function(autograph=False)
    def total(number: tf.Tensor) -> tf.Tensor:
        summed = strategy().run(of_replica, args=(number,))
        return strategy().experimental_local_results(summed)[0]

    return total


def _num_workers(strategy: tf.distribute.Strategy) -> int:
    return len(_tasks(strategy.cluster_resolver.cluster_spec()))


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
    if any_of(strategy, not may_write):
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
