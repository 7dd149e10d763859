"""Queues of batches that are made in the background."""

import abc
import queue
import threading
import typing
from collections import abc as collections_abc

from keras.engine.data import indexed_reader

_POLL_SECONDS = 0.05
_END = object()


class SequenceEnqueuer(abc.ABC):
    """Base of the queues: makes batches in the background, in order.

    `fit`, `evaluate` and `predict` read ahead by themselves; a loop of one's
    own can do it with an enqueuer.

    Args:
        sequence: Where batches come from.
        use_multiprocessing: True makes them in processes, False in threads.
            Default False.

    Example:
        >>> enqueuer = keras.utils.GeneratorEnqueuer(iter([1, 2]))
        >>> isinstance(enqueuer, keras.utils.SequenceEnqueuer)
        True
        >>> enqueuer.is_running()
        False
    """

    def __init__(
        self, sequence: typing.Any, use_multiprocessing: bool = False
    ) -> None:
        self.sequence = sequence
        self.use_multiprocessing = use_multiprocessing
        self.workers = 0
        self.queue: queue.Queue | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    @abc.abstractmethod
    def _batches(
        self, workers: indexed_reader.Workers
    ) -> collections_abc.Iterator:
        """Yields the batches; closed when the queue stops."""

    def is_running(self) -> bool:
        """Tells whether `start` was called, and `stop` wasn't since."""
        return self._thread is not None and not self._stopping.is_set()

    def start(self, workers: int = 1, max_queue_size: int = 10) -> None:
        """Starts making batches.

        Args:
            workers: Threads or processes that make them, at least 1.
            max_queue_size: Batches that are held ready, at least 1.

        Raises:
            ValueError: If a number is less than 1.
            RuntimeError: If it's running already.
        """
        if workers < 1 or max_queue_size < 1:
            raise ValueError(
                f"{type(self).__name__}.start: a number is less than 1. "
                "Expected at least 1. Received: workers="
                f"{workers}, max_queue_size={max_queue_size}."
            )
        if self.is_running():
            raise RuntimeError(
                f"{type(self).__name__}.start: it's running. Expected one "
                "start. Received: a second one. Call `stop()` before."
            )
        self.workers = workers
        self.queue = queue.Queue(max_queue_size)
        self._stopping = threading.Event()
        asked = indexed_reader.Workers(
            workers, self.use_multiprocessing, max_queue_size
        )
        self._thread = threading.Thread(
            target=self._fill,
            args=(asked, self.queue, self._stopping),
            name="keras-enqueuer",
            daemon=True,
        )
        self._thread.start()

    def _fill(
        self,
        workers: indexed_reader.Workers,
        ready: queue.Queue,
        stopping: threading.Event,
    ) -> None:
        batches = self._batches(workers)
        last = _END
        try:
            for batch in batches:
                if not _put((batch, None), ready, stopping):
                    return
        except Exception as error:  # It's raised by `get`, with its traceback.
            last = error
        finally:
            batches.close()
        _put((None, last), ready, stopping)

    def get(self) -> collections_abc.Iterator:
        """Yields batches until there are no more, or `stop` is called.

        Raises:
            Exception: What making a batch raised.
        """
        while self.is_running():
            try:
                batch, end = self.queue.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if end is _END:
                return
            if end is not None:
                self.stop()
                raise end
            yield batch

    def stop(self, timeout: float | None = None) -> None:
        """Stops making batches, and waits for the workers to end.

        Args:
            timeout: Seconds to wait at most; None waits as long as it takes.
        """
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout)


def _put(item: tuple, ready: queue.Queue, stopping: threading.Event) -> bool:
    """Waits for a free place; returns False when the queue stops first."""
    while not stopping.is_set():
        try:
            ready.put(item, timeout=_POLL_SECONDS)
            return True
        except queue.Full:
            continue
    return False


class OrderedEnqueuer(SequenceEnqueuer):
    """Makes the batches of a `keras.utils.Sequence`, epoch after epoch.

    Args:
        sequence: A `keras.utils.Sequence`; its `on_epoch_end` is called between
            epochs.
        use_multiprocessing: True makes batches in processes. Default False.
        shuffle: True takes the batches of each epoch in a new order. Default
            False.

    Example:
        >>> class Squares(keras.utils.Sequence):
        ...     def __len__(self):
        ...         return 3
        ...     def __getitem__(self, index):
        ...         return index**2
        >>> enqueuer = keras.utils.OrderedEnqueuer(Squares())
        >>> enqueuer.start(workers=2)
        >>> batches = enqueuer.get()
        >>> [next(batches) for _ in range(4)]
        [0, 1, 4, 0]
        >>> enqueuer.stop()
    """

    def __init__(
        self,
        sequence: typing.Any,
        use_multiprocessing: bool = False,
        shuffle: bool = False,
    ) -> None:
        super().__init__(sequence, use_multiprocessing)
        self.shuffle = shuffle

    def _batches(
        self, workers: indexed_reader.Workers
    ) -> collections_abc.Iterator:
        reader = indexed_reader.IndexedReader(
            self.sequence, self.shuffle, workers
        )
        while True:
            reader.on_epoch_begin()
            yield from reader.read()
            reader.on_epoch_end()


class GeneratorEnqueuer(SequenceEnqueuer):
    """Reads a generator ahead, in one thread.

    Keras 2 read one generator with several threads, which an ordinary generator
    can't bear, or gave each of several processes a copy, which yields all data
    several times. Here each item comes once and in order, whatever `workers`
    and `use_multiprocessing` are.

    Args:
        generator: An iterable.
        use_multiprocessing: Not needed. Default False.
        random_seed: Not needed; a generator draws from the process's own random
            numbers. Default None.

    Example:
        >>> enqueuer = keras.utils.GeneratorEnqueuer(iter("abc"))
        >>> enqueuer.start()
        >>> list(enqueuer.get())
        ['a', 'b', 'c']
        >>> enqueuer.stop()
    """

    def __init__(
        self,
        generator: collections_abc.Iterable,
        use_multiprocessing: bool = False,
        random_seed: int | None = None,
    ) -> None:
        super().__init__(generator, use_multiprocessing)
        self.random_seed = random_seed

    def _batches(
        self, workers: indexed_reader.Workers
    ) -> collections_abc.Iterator:
        yield from self.sequence
