"""A thread that does something again and again."""

import threading
from typing import Any


class TimedThread:
    """Does something again and again, in a thread of its own.

    Derive from it and override `on_interval`. As a context manager it runs
    while the block does.

    Args:
        interval: Seconds between two calls.
        **kwargs: Arguments of `threading.Thread`; `daemon` is True unless
            given.

    Example:
        >>> class Clock(keras.utils.TimedThread):
        ...     def on_interval(self):
        ...         print("tick")
        >>> Clock(interval=60.0).is_alive()
        False
    """

    def __init__(self, interval: float, **kwargs: Any) -> None:
        self.interval = interval
        self.daemon = kwargs.pop("daemon", True)
        self.thread_kwargs = kwargs
        self.thread: threading.Thread | None = None
        self.thread_stop_event: threading.Event | None = None

    def on_interval(self) -> None:
        """What is done.

        Raises:
            NotImplementedError: Here; to be overridden.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: there is nothing to do. Expected an "
            "`on_interval` of its own. Received: the base's. Override it."
        )

    def start(self) -> None:
        """Starts the thread, unless it runs."""
        if self.is_alive():
            return
        stop = self.thread_stop_event = threading.Event()
        self.thread = threading.Thread(
            target=self._run,
            args=(stop,),
            daemon=self.daemon,
            **self.thread_kwargs,
        )
        self.thread.start()

    def stop(self) -> None:
        """Ends the thread, after the call that runs; doesn't wait for it."""
        if self.thread_stop_event is not None:
            self.thread_stop_event.set()

    def is_alive(self) -> bool:
        """Tells whether the thread runs."""
        return self.thread is not None and self.thread.is_alive()

    def __enter__(self) -> "TimedThread":
        self.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.stop()

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.on_interval()
            stop.wait(self.interval)
