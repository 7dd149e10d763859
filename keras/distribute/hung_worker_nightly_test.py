"""A worker that hangs is told of, and training goes on when all start again."""

# bazel: tags=nightly

import signal

from keras.testing import lost_worker_trial


def test_workers_go_on_after_one_hung(tmp_path):
    errors, again = lost_worker_trial.run(tmp_path, signal.SIGSTOP)
    told = errors.rpartition("error names ")[2]
    assert "/job:worker/task:1" in told.partition(".")[0]
    assert again[0] == again[1]
    assert again[0]["epochs"] == [*range(8)]
