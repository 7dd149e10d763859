"""Processes that are told to end save in time, and go on where they were."""

# bazel: tags=nightly size=large alone=true

import signal

import pytest

from keras.testing import cluster, preempted_program

# How the process that is told ends: by the signal, or as the program asks.
SECONDS = 600  # They end at once, on a machine that has time.
ENDS = {"fit": -signal.SIGTERM, "handler": 42}


@pytest.mark.parametrize("num_workers", [1, 2])
@pytest.mark.parametrize("way", ENDS)
def test_training_goes_on_at_the_step_of_the_notice(tmp_path, way, num_workers):
    def started(epochs):
        arguments = tmp_path / "saved", way, epochs
        path = preempted_program.__file__
        return cluster.Cluster(path, *arguments, num_workers=num_workers)

    first = started(10**6)  # It never comes to its end.
    told = first.processes[-1]
    for line in told.stdout:
        if int(line) >= 10:
            break
    told.send_signal(signal.SIGTERM)
    last = max([10, *map(int, told.stdout)])
    assert told.wait(SECONDS) == ENDS[way]
    # Others end with it: by the handler, or since a worker of theirs is lost.
    for other in first.processes[:-1]:
        assert other.wait(SECONDS) != 0
    first.end()
    epochs = last // preempted_program.STEPS + 5
    for begun, done in started(epochs).results():
        assert last <= begun <= last + preempted_program.STEPS
        assert done == epochs * preempted_program.STEPS
