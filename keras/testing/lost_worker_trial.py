"""Two workers of which one is lost, and two that go on after them."""

import pathlib
import signal

from keras.testing import cluster, killed_worker_program

_SECONDS = 600  # until a worker that hangs is missed, with margin


def run(folder: pathlib.Path, number: signal.Signals) -> tuple[str, list]:
    """Lets one of two workers send itself a signal when three epochs are saved.

    Args:
        folder: Where they keep their backup.
        number: SIGKILL ends it, SIGSTOP lets it hang.
    Returns:
        What the other one printed to its error stream before it ended, and what
        two workers came to that were started then.
    """
    program = killed_worker_program.__file__
    first = cluster.Cluster(program, folder, int(number))
    try:
        _, errors = first.processes[0].communicate(timeout=_SECONDS)
    finally:
        first.end()
    return errors, cluster.Cluster(program, folder).results()
