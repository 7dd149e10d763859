"""Checks that every name of Keras gives one package, whatever comes first.

    python tools/resolution_check.py [--site FOLDER]

For each module that a program may import first, with and without
TF_USE_LEGACY_KERAS=1, a fresh interpreter imports all of them and compares what
it got. `--site` is a folder with the wheels' content, to be put in front of the
interpreter's own packages. Exits with 1 and the reasons if anything differs.
"""

from __future__ import annotations

import argparse
import collections
import importlib
import os
import pathlib
import subprocess
import sys

FIRST_IMPORTS = [
    "import keras",
    "import tensorflow",
    "import tf_keras",
    "import tensorflow.keras",
    "import tensorflow.keras.layers",
    "from tensorflow import keras",
]
SUBMODULES = [
    "backend",
    "callbacks",
    "constraints",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "optimizers.schedules",
    "regularizers",
    "saving",
    "utils",
]
# What TensorFlow itself hands on, with a name that each surely has.
TENSORFLOW_ALIASES = {
    "initializers": "Zeros",
    "losses": "MeanSquaredError",
    "metrics": "Mean",
    "optimizers": "Adam",
}
VERSION, KERAS_2 = "4.0.0", "2.21.0"
# Not scipy: TensorFlow imports it by itself where it is installed.
UNWANTED = ["pandas", "PIL", "sklearn"]


def module_faults() -> list[str]:
    """Modules that aren't the same under all names."""
    faults = []
    for name in SUBMODULES:
        ours = importlib.import_module(f"keras.{name}")
        for parent in ("tf_keras", "tensorflow.keras", "keras.api._v2.keras"):
            if importlib.import_module(f"{parent}.{name}") is not ours:
                faults.append(f"{parent}.{name} is not keras.{name}")
    return faults


def name_faults() -> list[str]:
    """Attributes of TensorFlow that aren't ours."""
    import tensorflow as tf
    import tf_keras

    import keras

    faults = []
    for module, name in TENSORFLOW_ALIASES.items():
        ours = getattr(getattr(keras, module), name)
        for parent in (tf, tf.keras, tf_keras):
            if getattr(getattr(parent, module), name) is not ours:
                faults.append(f"{parent.__name__}.{module}.{name} is not ours")
    for name in keras.__all__:
        ours = getattr(keras, name)
        for parent in (tf.keras, tf.compat.v1.keras, tf_keras):
            if getattr(parent, name) is not ours:
                faults.append(f"{parent.__name__}.{name} is not ours")
    dense = keras.layers.Dense
    if not tf.keras.layers.Dense is tf_keras.layers.Dense is dense:
        faults.append("layers.Dense is not one object")
    if tf.compat.v1.keras.layers.Dense is not dense:
        faults.append("tf.compat.v1.keras.layers.Dense is not ours")
    return faults


def version_faults() -> list[str]:
    """Versions that aren't those of the name they are asked by."""
    import tensorflow as tf
    import tf_keras

    import keras

    wanted = {
        "keras": (keras, VERSION),
        "tf.keras": (tf.keras, KERAS_2),
        "tf.compat.v1.keras": (tf.compat.v1.keras, KERAS_2),
        "tf_keras": (tf_keras, KERAS_2),
    }
    return [
        f"{name} says {door.__version__} and {door.version()}"
        for name, (door, version) in wanted.items()
        if not door.__version__ == door.version() == version
    ]


def twice_run_files() -> list[str]:
    """Files of the package that more than one module was made from."""
    import keras

    home = str(pathlib.Path(keras.__file__).parent)
    made = collections.defaultdict(set)
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None) or ""
        if path.startswith(home):
            made[path].add(id(module))
    return [f"{path} ran twice" for path in made if len(made[path]) > 1]


def check_here(first: str) -> list[str]:
    """Imports everything in this process, `first` first; gives the faults."""
    for statement in [first, *FIRST_IMPORTS]:
        exec(statement, {})
    unwanted = [f"{x} was imported" for x in UNWANTED if x in sys.modules]
    faults = name_faults() + version_faults() + module_faults()
    return faults + twice_run_files() + unwanted


def check_apart(first: str, legacy: bool, site: str | None) -> list[str]:
    """Runs `check_here` in a fresh interpreter, outside of any source tree."""
    environment = {
        **os.environ,
        "PYTHONPATH": site or "",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_USE_LEGACY_KERAS": "1" if legacy else "0",
    }
    script = pathlib.Path(__file__).read_text()
    done = subprocess.run(
        [sys.executable, "-c", script, "--first", first],
        capture_output=True,
        check=False,
        cwd=site or "/",
        env=environment,
        text=True,
    )
    if done.returncode == 0:
        return []
    faults = done.stdout.splitlines() or done.stderr.splitlines()[-3:]
    how = f"{first!r}, TF_USE_LEGACY_KERAS={int(legacy)}"
    return [f"{how}: {fault}" for fault in faults]


def main(argv: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--first", choices=FIRST_IMPORTS)
    parser.add_argument("--site")
    options = parser.parse_args(argv)
    if options.first:
        faults = check_here(options.first)
    else:
        faults = [
            fault
            for first in FIRST_IMPORTS
            for legacy in (False, True)
            for fault in check_apart(first, legacy, options.site)
        ]
    print(*faults, sep="\n", end="\n" if faults else "")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
