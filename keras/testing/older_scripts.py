"""Scripts of older Keras, run as they are and as they are written today."""
# Scripts use all of the package.
# bazel: deps=//keras

from __future__ import annotations

import contextlib
import pathlib
import re
import runpy
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from keras import utils
from keras.api import alias

FOLDER = pathlib.Path(__file__).parents[1] / "cli/testdata"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
# Where TensorFlow 2 has what TensorFlow 1 had.
_TENSORFLOW_1 = {
    r"import tensorflow as tf": "import tensorflow.compat.v1 as tf",
    r"tensorflow\.contrib\.keras\.api\.keras": "tensorflow.keras",
    r"tensorflow\.python\.keras": "tensorflow.keras",
}


def source(name: str) -> bytes:
    """Returns the text of a script."""
    return (FOLDER / f"{name}.txt").read_bytes()


def before(name: str, folder: pathlib.Path) -> dict[str, Any]:
    """Runs a script as it was written, and returns its variables.

    Args:
        name: The script.
        folder: Where its file may be.
    """
    text = source(name).decode()
    if name.startswith("tf1_"):
        for old, new in _TENSORFLOW_1.items():
            text = re.sub(old, new, text)
    with warnings.catch_warnings(), _second_wheel():
        warnings.simplefilter("ignore")
        return run(text.encode(), folder)


def run(text: bytes, folder: pathlib.Path) -> dict[str, Any]:
    """Runs a program with seeded draws, and returns its variables."""
    utils.set_random_seed(1)
    path = folder / "program.py"
    path.write_bytes(text)
    return runpy.run_path(str(path), run_name="__main__")


def results(variables: dict[str, Any]) -> list[np.ndarray]:
    """Returns the numbers that a script ends with."""
    return [np.asarray(part) for part in tf.nest.flatten(variables["result"])]


@contextlib.contextmanager
def _second_wheel() -> Iterator[None]:
    """Gives this package the name tf_keras, as its second wheel does."""
    peer = _without_second_name()
    finder = alias.AliasFinder("tf_keras", "keras")
    sys.modules["tf_keras"] = sys.modules["keras"]
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        _without_second_name()
        sys.modules.update(peer)


def _without_second_name() -> dict[str, Any]:
    names = [n for n in sys.modules if re.match(r"tf_keras(\.|$)", n)]
    return {name: sys.modules.pop(name) for name in names}
