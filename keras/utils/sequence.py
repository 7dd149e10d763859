"""A data set that hands out its batches by number."""

from collections import abc


class Sequence:
    """Base of data sets that make their batches on demand, by index.

    batch number i is `self[i]`, for 0 <= i < len(self)

    Subclass it when the data doesn't fit in memory, or is computed: unlike a
    generator it has a length, can be read in any order, and starts again at
    each epoch. A subclass that only defines `__getitem__` and `__len__`, with
    a constructor that never calls this one, works too.

    Args:
        workers: Number of threads or processes that fetch batches ahead, where
            `fit` isn't told another. Default 1: no more than one.
        use_multiprocessing: True asks for processes rather than threads, for
            work that holds Python's lock. Where they are forked (on Linux, up
            to Python 3.13), `__getitem__` mustn't call TensorFlow: it may wait
            for ever there. Each batch has its own random seed in them. Default
            False.
        max_queue_size: Batches that workers hold ready at most. Default 10.

    Raises:
        ValueError: If `workers` or `max_queue_size` is negative.

    Example:
        >>> class Squares(keras.utils.Sequence):
        ...     def __len__(self):
        ...         return 3
        ...     def __getitem__(self, index):
        ...         x = np.full((2, 1), index, "float32")
        ...         return x, x**2
        >>> [float(y[0, 0]) for x, y in Squares()]
        [0.0, 1.0, 4.0]
    """

    # Defaults live on the class: most subclasses of Keras 2's time don't
    # call this constructor.
    workers = 1
    use_multiprocessing = False
    max_queue_size = 10

    def __init__(
        self,
        workers: int = 1,
        use_multiprocessing: bool = False,
        max_queue_size: int = 10,
    ) -> None:
        _check_count("workers", workers)
        _check_count("max_queue_size", max_queue_size)
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index: int):
        """Returns batch number `index`: `(x,)`, `(x, y)` or `(x, y, weight)`.

        Args:
            index: Number of the batch, from 0 to `len(self) - 1`.
        """
        raise NotImplementedError(_missing(self, "__getitem__(self, index)"))

    def __len__(self) -> int:
        """Returns the number of batches in an epoch."""
        raise NotImplementedError(_missing(self, "__len__(self)"))

    def __iter__(self) -> abc.Iterator:
        """Yields the batches of one epoch, in order."""
        return (self[index] for index in range(len(self)))

    @property
    def num_batches(self) -> int:
        """Number of batches in an epoch."""
        return len(self)

    def on_epoch_begin(self) -> None:
        """Called before the first batch of each epoch; does nothing here."""

    def on_epoch_end(self) -> None:
        """Called after the last batch of each epoch; does nothing here."""


PyDataset = Sequence


def _missing(sequence: Sequence, method: str) -> str:
    name = type(sequence).__name__
    return (
        f"{name} doesn't say how to make its batches. "
        f"Expected a method `{method}`. "
        f"Received: a subclass without it, {name}. Define the method."
    )


def _check_count(name: str, value: int) -> None:
    if value < 0:
        raise ValueError(
            f"Sequence: `{name}` is negative. Expected 0 or more. "
            f"Received: {name}={value}. Pass 0 to fetch in the main thread."
        )
