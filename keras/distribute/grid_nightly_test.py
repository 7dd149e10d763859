"""Every (rows, batch, replicas) of 1..17, 1..8 and 1..4.

Weighted and not against one device, and a plain model against NumPy.
"""

# bazel: tags=nightly size=enormous shard_count=4

import os
import subprocess
import sys

import pytest

from keras.testing import replica_grid


@pytest.mark.parametrize("num_replicas", [1, 2, 3, 4])
def test_replicas_come_to_what_one_device_does_row_12_row_13(num_replicas):
    # A process each: strategies of one process share its devices.
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, replica_grid.__file__, str(num_replicas)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split()[-1] == "408"
