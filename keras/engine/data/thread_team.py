"""Threads that make batches."""

import typing
from concurrent import futures

from keras.engine.data import worker_process


class ThreadTeam:
    """Threads that each make one batch at a time.

    Args:
        count: Number of threads, at least 1.
        batches: Gives batch i as `batches[i]`, also to several threads at the
            same time.
    """

    is_reusable = True

    def __init__(self, count: int, batches: typing.Any) -> None:
        self._batches = batches
        self._pool = futures.ThreadPoolExecutor(count, "keras-batches")

    def renew(self, batches: typing.Any) -> None:
        """Takes the object as it is now, which threads see anyway."""
        self._batches = batches

    def submit(self, task: worker_process.Task) -> futures.Future:
        """Promises a batch; threads draw from the process's random numbers."""
        return self._pool.submit(self._batches.__getitem__, task.index)

    def stop(self) -> None:
        """Ends each thread after the batch that it makes now."""
        self._pool.shutdown(wait=False, cancel_futures=True)
