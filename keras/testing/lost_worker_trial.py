"""Two processes of which one is lost, and two that go on after them."""

import pathlib
import re
import signal

import numpy as np

from keras.testing import cluster
from keras.testing import killed_worker_program as program

_SECONDS = 300  # until a process that hangs is missed, with margin


def run(
    folder: pathlib.Path, kind: str, number: signal.Signals, lost: int = 1
) -> None:
    """Loses one of two processes when three epochs are saved.

    Args:
        folder: Where they keep their backup.
        kind: What joins them; see `agreeing_program.scope`.
        number: SIGKILL ends it, SIGSTOP lets it hang.
        lost: Which of them is lost.
    Raises:
        AssertionError: If the other one doesn't tell of it, or two that start
            again don't come to what one comes to that was never lost.
    """
    arguments = program.__file__, kind, folder
    first = cluster.Cluster(*arguments, int(number), lost)
    try:
        _, told = first.processes[1 - lost].communicate(timeout=_SECONDS)
    finally:
        first.end()
    joined_by = "strategy" if kind == "workers" else "mesh"
    said = (
        rf"LostWorkerError: A worker of the {joined_by} was lost.*names "
        rf"/job:worker/task:{lost} \(localhost:\d+\)\. Start all workers again"
    )
    assert re.search(said, told), told[-3000:]
    again = cluster.Cluster(*arguments).results()
    never = program.came_to(program.made(), [])
    for found in again:
        assert found["epochs"] == [*range(8)]
        for mine, its in zip(found["weights"], never["weights"], strict=True):
            np.testing.assert_allclose(mine, its, rtol=0, atol=1e-6)
