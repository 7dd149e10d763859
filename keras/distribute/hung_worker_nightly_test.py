"""A process that hangs is told of, and training goes on when all start again.

Likewise the first one, which others ask whether all are well, and one of a
mesh that splits variables.
"""

# bazel: tags=nightly size=large alone=true

import re
import signal

import pytest

from keras.testing import cluster, lost_worker_trial, mesh_loss_program

_SECONDS = 120  # Two processes of a mesh begin and tell in 20.

CASES = [
    ("workers", signal.SIGSTOP, 1),
    ("workers", signal.SIGSTOP, 0),
    ("workers", signal.SIGKILL, 0),
    ("mesh", signal.SIGSTOP, 1),
    ("mesh", signal.SIGSTOP, 0),
    ("mesh", signal.SIGKILL, 0),
    ("split", signal.SIGKILL, 1),
    ("split", signal.SIGSTOP, 1),
]


@pytest.mark.parametrize(("kind", "number", "lost"), CASES)
def test_processes_go_on_after_one_was_lost(tmp_path, kind, number, lost):
    lost_worker_trial.run(tmp_path, kind, number, lost)


def _told(what):
    joined = cluster.Cluster(mesh_loss_program.__file__, what)
    try:
        return [
            process.communicate(timeout=_SECONDS)[1]
            for process in joined.processes
        ]
    finally:
        joined.end()


@pytest.mark.parametrize("what", ["evaluate", "predict"])
def test_a_process_of_a_mesh_that_is_killed_is_told_of(what):
    told, _ = _told(what)
    assert re.search(r"LostWorkerError: .*mesh was lost.*names \S+task:1", told)


def test_processes_of_a_mesh_with_other_last_batches_end_at_once():
    for number, told in enumerate(_told("fit")):
        said = rf"ValueError: Processes .*Received: .* in process {number};"
        assert re.search(said, told), told[-3000:]
