"""Processes that make batches, as their parent sees them."""

import contextlib
import gc
import multiprocessing
import pickle
import queue
import signal
import threading
import time
import typing
import warnings
import weakref
from concurrent import futures
from multiprocessing import connection as connections

from keras.engine.data import worker_process

# What workers get to end by themselves before they are killed.
_GRACE_SECONDS = 2.0


class ProcessTeam:
    """Processes that each make one batch at a time.

    The start method is multiprocessing's own: the platform's default, or what
    `multiprocessing.set_start_method` chose. On Linux, up to Python 3.13, that
    is 'fork', and scripts rely on it: a forked worker needs no
    `if __name__ == "__main__":` guard, copies no data and pickles nothing. Its
    price is that only the thread that forks goes on in the child, so
    TensorFlow's thread pools are dead there: Python and NumPy work, and a
    TensorFlow operation may wait for ever, which a worker notices and reports.
    'spawn' and 'forkserver' start clean interpreters where TensorFlow works,
    and need the guard and an object that can be pickled.

    Args:
        count: Number of processes, at least 1.
        batches: Gives batch i as `batches[i]`.

    Raises:
        TypeError: If the start method has to pickle `batches`, and can't.
    """

    def __init__(self, count: int, batches: typing.Any) -> None:
        self._context = multiprocessing.get_context()
        self._forks = self._context.get_start_method() == "fork"
        self._kind = type(batches).__name__
        self._idle: queue.SimpleQueue = queue.SimpleQueue()
        # A thread waits for each process; started after the
        # last fork.
        self._pool = futures.ThreadPoolExecutor(count, "keras-batches")
        self._workers: list[_Worker] = []
        self._finalizer = weakref.finalize(self, _stop, self._workers)
        with self._picklable():
            for _ in range(count):
                self._workers.append(
                    _Worker(self._context, batches, self._forks)
                )
        for worker in self._workers:
            self._idle.put(worker)

    @contextlib.contextmanager
    def _picklable(self) -> typing.Iterator[None]:
        try:
            yield
        except (TypeError, AttributeError, pickle.PicklingError) as error:
            self.stop()
            method = self._context.get_start_method()
            raise TypeError(
                f"Starting worker processes: {self._kind} can't be pickled "
                f"({error}). Expected an object that can, of a class at the "
                "top of a module, for processes that don't share memory. "
                f"Received: start method {method!r}. Open files and make "
                "functions in `__getitem__`, or use threads "
                "(`use_multiprocessing=False`)."
            ) from error

    def renew(self, batches: typing.Any) -> None:
        """Gives every worker the object as it is now.

        Args:
            batches: Gives batch i as `batches[i]`.

        Raises:
            TypeError: If it can't be pickled.
        """
        with self._picklable():
            message = pickle.dumps(worker_process.NewState(batches))
        for worker in self._workers:
            worker.send(message)

    @property
    def is_reusable(self) -> bool:
        """Whether the team may make another epoch's batches.

        Forking anew is cheaper than pickling the object's new state, and needs
        no object that can be pickled.
        """
        return not self._forks

    def submit(self, task: worker_process.Task) -> futures.Future:
        """Promises a batch, or what `batches[task.index]` raises.

        The promise is broken with a RuntimeError if the worker dies.

        Args:
            task: The batch that is wanted.
        """
        return self._pool.submit(self._make, task)

    def _make(self, task: worker_process.Task) -> typing.Any:
        worker = self._idle.get()
        try:
            answer = worker.ask(task, self._stall_message(task))
        finally:
            self._idle.put(worker)
        if answer.error is not None:
            cause = worker_process.WorkerTraceback(answer.trace)
            raise answer.error from cause
        return answer.batch

    def _stall_message(self, task: worker_process.Task) -> str:
        why = "The worker may be slow, or wait for something."
        if self._forks:
            why = (
                "A forked worker waits for ever for locks that its parent's "
                "threads held. Use threads "
                "(`use_multiprocessing=False`), or "
                "`multiprocessing.set_start_method('forkserver')`."
            )
        return (
            f"Batch {task.index} of {self._kind} hasn't come for "
            f"{worker_process.STALL_SECONDS:g} seconds. {why}"
        )

    def stop(self) -> None:
        """Ends the processes, also in the middle of a batch."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._finalizer()


class _Worker:
    """One process, and the pipe to it."""

    def __init__(
        self,
        context: multiprocessing.context.BaseContext,
        batches: typing.Any,
        forked: bool,
    ) -> None:
        self.busy = False
        self._joining = threading.Lock()
        self._connection, theirs = context.Pipe()
        self.process = context.Process(
            target=worker_process.serve,
            args=(theirs, batches, forked),
            name="keras-batches",
            daemon=True,
        )
        try:
            with warnings.catch_warnings(), _no_collection():
                # Python 3.12 warns of what the team's docstring weighs.
                warnings.simplefilter("ignore", DeprecationWarning)
                self.process.start()
        except BaseException:
            self._connection.close()
            raise
        finally:
            # The worker's death then ends what is read from it.
            theirs.close()

    def send(self, message: bytes) -> None:
        """Sends a pickled message."""
        self._connection.send_bytes(message)

    def ask(
        self, task: worker_process.Task, stall_message: str
    ) -> worker_process.Answer:
        """Waits for the answer to a task."""
        self.busy = True
        try:
            self._connection.send(task)
            ends = [self._connection, self.process.sentinel]
            if not connections.wait(ends, worker_process.STALL_SECONDS):
                warnings.warn(stall_message)
                connections.wait(ends)
            # A worker may have answered before it died.
            answer = pickle.loads(self._connection.recv_bytes())
        except (EOFError, OSError) as error:
            self._join(_GRACE_SECONDS)
            raise _death(self.process.exitcode, task) from error
        self.busy = False
        return answer

    def end(self) -> None:
        """Makes the process end, at once when it's busy."""
        if self.busy:
            self.process.terminate()
            return
        with contextlib.suppress(OSError):  # It has died already.
            self._connection.send(None)

    def close(self, deadline: float) -> None:
        """Waits for the process to end, and kills it at the deadline."""
        self._join(max(0.0, deadline - time.monotonic()))
        if self.process.exitcode is None:
            self.process.kill()
            self._join(None)

    def _join(self, timeout: float | None) -> None:
        # Of two threads that wait for a process at the same time, one is told
        # that there is none.
        with self._joining:
            self.process.join(timeout)


@contextlib.contextmanager
def _no_collection() -> typing.Iterator[None]:
    """Keeps a fork from freeing its parent's garbage before it serves.

    To free some of TensorFlow's objects takes threads that a fork hasn't.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _stop(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.end()
    deadline = time.monotonic() + _GRACE_SECONDS
    for worker in workers:
        worker.close(deadline)
    # A thread may still be reading from a pipe: its last owner closes it.
    workers.clear()


def _death(exitcode: int | None, task: worker_process.Task) -> RuntimeError:
    how = f"exit code {exitcode}"
    if exitcode is not None and exitcode < 0:
        how = f"killed by {signal.Signals(-exitcode).name}"
    return RuntimeError(
        f"Reading batch {task.index} of a sequence: the worker process that "
        f"made it died. Expected a batch. Received: {how}. SIGKILL often means "
        "that memory ran out: take fewer workers, or threads "
        "(`use_multiprocessing=False`), which share it."
    )
