"""A process that hangs is told of, and training goes on when all start again.

Likewise the first one, which others ask whether all are well, and one of a
mesh that splits variables.
"""

# bazel: tags=nightly size=large alone=true

import signal

import pytest

from keras.testing import lost_worker_trial

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
