"""Training that is killed at random moments comes to the same bits."""

# row 28: what `BackupAndRestore` keeps, of other callbacks too.

import json
import os
import subprocess
import sys

from keras.testing import killed_training_program as program


def run(folder, number, num_replicas=1, kind="plain"):
    arguments = (folder, number, num_replicas, kind)
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, program.__file__, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_training_that_is_killed_comes_to_the_same_bits_row_28(tmp_path):
    found = run(tmp_path, 1)
    assert found["others"] == []
    assert found["killed"] >= 1
