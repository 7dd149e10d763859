"""The examples of replicas, workers and servers run as they stand."""
# bazel: alone=true deps=//keras data=*.py

import os
import pathlib
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "name", ["mirrored", "two_workers", "parameter_server"]
)
def test_a_program_reaches_what_it_states(name):
    script = pathlib.Path(__file__).with_name(f"{name}.py")
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-2000:]
