"""The example runs as it stands."""
# bazel: tags=nightly deps=//keras data=model_parallel.py

import os
import pathlib
import subprocess
import sys


def test_the_split_model_learns_the_task():
    script = pathlib.Path(__file__).with_name("model_parallel.py")
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-2000:]
    assert "(32, 2, 16)    a device: (32, 1, 16)" in done.stdout
