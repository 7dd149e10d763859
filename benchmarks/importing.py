"""What a package takes to import, beyond TensorFlow: milliseconds.

As it is where pip installed it, which compiles modules: here the first import
compiles them, into a folder of the benchmark's own, and isn't counted.
"""

import json
import subprocess
import sys
import tempfile

# What TensorFlow's own import has read of the package is read anew.
_TIMED = """
import importlib, json, sys, time
import tensorflow
package, sys.pycache_prefix = sys.argv[1:]
sys.dont_write_bytecode = False
for name in [*sys.modules]:
    if name.partition(".")[0] == package:
        del sys.modules[name]
start = time.perf_counter()
keras = importlib.import_module(package)
imported = time.perf_counter()
keras.layers.Dense
print(json.dumps([imported - start, time.perf_counter() - start]))
"""


def cases(keras) -> dict:
    """Returns a function a case."""
    package = keras.__name__.partition(".")[0]
    return {"import": lambda: fresh_import(package)}


def fresh_import(package: str) -> dict[str, float]:
    """Imports a package in a new process, on the paths of this one.

    Args:
        package: Its name.

    Returns:
        The milliseconds until the package is there, and until a layer is.
    """
    with tempfile.TemporaryDirectory() as compiled:
        _timed_import(package, compiled)
        package_seconds, dense_seconds = _timed_import(package, compiled)
    return {
        "package ms": 1e3 * package_seconds,
        "layers.Dense ms": 1e3 * dense_seconds,
    }


def _timed_import(package: str, compiled: str) -> list[float]:
    code = f"import sys; sys.path[:] = {sys.path!r}\n{_TIMED}"
    done = subprocess.run(
        [sys.executable, "-c", code, package, compiled],
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(done.stdout)
