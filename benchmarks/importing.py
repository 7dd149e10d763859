"""What a package takes to import, beyond TensorFlow: milliseconds."""

import json
import subprocess
import sys

_TIMED = """
import importlib, json, sys, time
import tensorflow
start = time.perf_counter()
keras = importlib.import_module(sys.argv[1])
imported = time.perf_counter()
keras.layers.Dense
print(json.dumps([imported - start, time.perf_counter() - start]))
"""


def cases(keras) -> dict:
    """Returns a function a case."""
    return {"import": lambda: _fresh(keras)}


def _fresh(keras) -> dict[str, float]:
    """Imports the package in a new process, on the paths of this one."""
    code = f"import sys; sys.path[:] = {sys.path!r}\n{_TIMED}"
    done = subprocess.run(
        [sys.executable, "-c", code, keras.__name__.partition(".")[0]],
        capture_output=True,
        check=True,
        text=True,
    )
    package, dense = json.loads(done.stdout)
    return {"package ms": 1e3 * package, "layers.Dense ms": 1e3 * dense}
