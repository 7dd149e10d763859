"""Processes that are told to end save in time, and go on where they were."""

# bazel: tags=nightly size=large alone=true

import signal

import pytest

from keras.testing import cluster, preempted_program

# How the process that is told ends: by the signal, or as the program asks.
ENDS = {"fit": -signal.SIGTERM, "handler": 42}


@pytest.mark.parametrize("num_workers", [1, 2])
@pytest.mark.parametrize("way", ENDS)
def test_training_goes_on_at_the_step_of_the_notice(tmp_path, way, num_workers):
    arguments = preempted_program.__file__, tmp_path / "saved", way
    first = cluster.Cluster(*arguments, num_workers=num_workers)
    told = first.processes[-1]
    for line in told.stdout:
        if int(line) >= 10:
            break
    told.send_signal(signal.SIGTERM)
    last = [int(line) for line in told.stdout]
    assert told.wait(60) == ENDS[way]
    # Others end with it: by the handler, or since a worker of theirs is lost.
    for other in first.processes[:-1]:
        assert other.wait(60) != 0
    first.end()
    found = cluster.Cluster(*arguments, num_workers=num_workers).results()
    for begun, done in found:
        assert max([10, *last]) <= begun < preempted_program.STEPS
        assert done == preempted_program.STEPS
