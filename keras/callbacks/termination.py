"""The signal by which a machine asks a process to end."""

import signal
import threading
from types import FrameType
from typing import Any


class TerminationWatch:
    """Notes SIGTERM, so that the process ends where it's good to.

    Schedulers send it some seconds before they take a machine away.

    Attributes:
        has_come: Whether the signal has come.
    """

    def __init__(self) -> None:
        self.has_come = False
        self._before: Any = None

    def start(self) -> None:
        """Begins to watch.

        Raises:
            RuntimeError: If this isn't the main thread.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError(
                "BackupAndRestore: the signal before a preemption reaches "
                "only the main thread. Expected `fit` in it. Received: "
                f"thread={threading.current_thread().name!r}. Call it there, "
                "or pass save_before_preemption=False."
            )
        self.has_come = False
        self._before = signal.signal(signal.SIGTERM, self._note)
        if self._before is None:  # A handler that Python didn't set.
            self._before = signal.SIG_DFL

    def stop(self) -> None:
        """Ends watching, if it watches; the signal does what it did before.

        One that has come and that nobody obeyed does it now.
        """
        if self._before is None:
            return
        signal.signal(signal.SIGTERM, self._before)
        self._before = None
        if self.has_come:
            self.obey()

    def obey(self) -> None:
        """Lets the signal do now what it would have done."""
        self.has_come = False
        self.stop()
        signal.raise_signal(signal.SIGTERM)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.has_come = True
