"""Where each process of a strategy writes: the first one's file stays."""

import contextlib
import functools
import os
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator

import tensorflow as tf

from keras.distribute import lost_worker, workers

# A worker that ended is missed after some 10 seconds, in words of their own.
_SECONDS_OF_A_WAIT = 5.0


@contextlib.contextmanager
def by_all(
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
    if not (has_path and workers.are_several(strategy)):
        yield path
        return
    # One that can't even begin reads no variables, for which others would wait.
    may_write = _may_write(strategy, path, makes_folders, check)
    with _telling_of_a_wait(path):
        fails = workers.any_of(strategy, not may_write)
    if fails:
        if not workers.is_chief(strategy):
            raise _other_failed(path, 1)
        yield path
        return
    with lost_worker.told(), contextlib.ExitStack() as stack:
        written = path
        if not workers.is_chief(strategy):
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            written = os.path.join(folder, os.path.basename(path) or "file")
        try:
            yield written
        except BaseException:
            with contextlib.suppress(tf.errors.OpError):
                workers.summed(strategy, 1)
            raise
        num_failed = workers.summed(strategy, 0)
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
    if "://" in os.fspath(path) or not workers.is_chief(strategy):
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


def own_log(strategy: tf.distribute.Strategy, path: str) -> str:
    """Returns where this worker keeps a log, which nobody waits for.

    Args:
        strategy: The strategy.
        path: The chief's; the others' goes when their process ends.
    """
    if workers.is_chief(strategy):
        return path
    return os.path.join(_scratch().name, os.path.basename(path) or "log")


@functools.cache
def _scratch() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory()
