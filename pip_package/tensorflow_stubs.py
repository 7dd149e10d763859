"""Writes the stubs by which type checkers see `tensorflow.keras`.

TensorFlow binds `tf.keras` when it runs, and has no file of that name, so an
editor finds nothing there. Each public package of ours has a stub of one line,
which says that it is the same package.
"""

from __future__ import annotations

import pathlib

# What isn't public, or isn't a part of `tf.keras`.
_INSIDE = frozenset(
    "api cli distribute engine legacy testing tf_internals".split()
)

# TensorFlow's own names, which a stub of it hides, by the module that has the
# same; and its `Module`, whose metaclass hides the constructors of layers.
_TENSORFLOW = """\
from tensorflow._api.v2.compat.v2 import *
from tensorflow import keras as keras

__version__: str

class Module:
    def __init__(self, name: str | None = None) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def submodules(self) -> tuple[Module, ...]: ...
"""

# TensorFlow gives tensors their operators when it runs: a checker that reads
# its sources sees none, and takes `loss + 1` and `float(loss)` for errors.
_TENSOR = """\
from typing import Any

class Tensor(Any):
    shape: Any
    dtype: Any

class TensorSpec(Any): ...

def __getattr__(name: str) -> Any: ...
"""


def packages(root: pathlib.Path) -> list[str]:
    """The names of the public packages, "keras" first.

    Args:
        root: The folder that holds `keras`.
    """
    found = sorted((root / "keras").rglob("__init__.py"))
    parts = [path.parent.relative_to(root).parts for path in found]
    return [".".join(p) for p in parts if not _INSIDE.intersection(p[1:2])]


def stubs(root: pathlib.Path) -> dict[str, str]:
    """The text of each stub: path under `tensorflow-stubs` -> text.

    Args:
        root: The folder that holds `keras`.
    """
    names = packages(root)
    texts = {
        "__init__.pyi": _TENSORFLOW,
        "py.typed": "partial\n",
        "python/framework/tensor.pyi": _TENSOR,
    }
    for name in names:
        path = name.replace(".", "/") + "/__init__.pyi"
        texts[path] = f"from {name} import *\n"
    return texts


def write(root: pathlib.Path, folder: pathlib.Path) -> None:
    """Writes the stubs.

    Args:
        root: The folder that holds `keras`.
        folder: Where `tensorflow-stubs` shall be.
    """
    for name, text in stubs(root).items():
        path = folder / "tensorflow-stubs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
