"""Two workers of which one is lost, and two that go on after them."""

import pathlib
import signal
import time

from keras.testing import cluster, killed_worker_program

_SECONDS = 90  # until a worker that hangs is missed, with margin


def run(folder: pathlib.Path, number: signal.Signals) -> tuple[str, list]:
    """Sends one of two workers a signal when two epochs or more are saved.

    Args:
        folder: Where they keep their backup.
        number: SIGKILL ends it, SIGSTOP lets it hang.
    Returns:
        What the other one printed to its error stream before it ended, and what
        two workers came to that were started then.
    """
    program = killed_worker_program.__file__
    first = cluster.Cluster(program, folder)
    while not list(folder.glob("backup/epoch-[2-7]-*.backup")):
        assert all(each.poll() is None for each in first.processes)
        time.sleep(0.05)
    first.processes[1].send_signal(number)
    _, errors = first.processes[0].communicate(timeout=_SECONDS)
    first.end()
    return errors, cluster.Cluster(program, folder).results()
