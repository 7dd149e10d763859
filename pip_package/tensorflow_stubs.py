"""Writes the stubs by which type checkers see `tensorflow.keras`.

TensorFlow binds `tf.keras` when it runs, and has no file of that name, so an
editor finds nothing there. Each public package or module of ours has a stub of
one line, which says that it is the same one.
"""

from __future__ import annotations

import pathlib
import re

# What isn't public, or isn't a part of `tf.keras`.
_INSIDE = frozenset(
    "api cli distribute engine legacy testing tf_internals".split()
)

# TensorFlow's own names, which a stub of it hides, by the module that has the
# same; and its `Module`, whose metaclass hides the constructors of layers.
_CLASSES = (
    "DType IndexedSlices RaggedTensor RaggedTensorSpec"
    " SparseTensor SparseTensorSpec Tensor TensorShape TensorSpec TypeSpec"
    " Variable VariableAggregation VariableSynchronization"
).split()

# Mypy reads no sources of a package without types: there the classes that our
# annotations name, and all else, are `Any`.
_TENSORFLOW = """\
from typing import Any

from tensorflow._api.v2.compat.v2 import *
from tensorflow._api.v2.compat.v2 import {classes}
from tensorflow import keras as keras

__version__: str

def __getattr__(name: str) -> Any: ...

class Module:
    def __init__(self, name: str | None = None) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def submodules(self) -> tuple[Module, ...]: ...
"""

_REST = "\ndef __getattr__(name: str) -> Any: ...\n"

# Modules of TensorFlow of which a checker that reads the sources thinks wrong:
# tensors and variables get their operators when it runs (`loss + 1`), and the
# values of iterators, tapes and compiled functions are taken for None.
_MODULES = {
    "python/framework/tensor.pyi": """\
from typing import Any

class Tensor(Any):
    shape: Any
    dtype: Any

class TensorSpec(Any): ...
""",
    "python/ops/variables.pyi": """\
from typing import Any

class Variable(Any):
    name: str
    shape: Any
    dtype: Any
    trainable: bool
    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        import_scope: str | None = None,
        constraint: Any = None,
        synchronization: Any = ...,
        aggregation: Any = ...,
        shape: Any = None,
        experimental_enable_variable_lifting: bool = True,
    ) -> None: ...
""",
    "python/eager/polymorphic_function/polymorphic_function.pyi": """\
from typing import Any

def function(func: Any = None, *args: Any, **kwargs: Any) -> Any: ...
""",
    "python/data/ops/iterator_ops.pyi": """\
from typing import Any

class OwnedIterator:
    def __iter__(self) -> OwnedIterator: ...
    def __next__(self) -> Any: ...
    def get_next(self) -> Any: ...
    def get_next_as_optional(self) -> Any: ...
    @property
    def element_spec(self) -> Any: ...
""",
    "python/eager/backprop.pyi": """\
from typing import Any

class GradientTape:
    def __init__(
        self, persistent: bool = False, watch_accessed_variables: bool = True
    ) -> None: ...
    def __enter__(self) -> GradientTape: ...
    def __exit__(self, *error: Any) -> None: ...
    def watch(self, tensor: Any) -> None: ...
    def stop_recording(self) -> Any: ...
    def reset(self) -> None: ...
    def watched_variables(self) -> Any: ...
    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: Any = ...,
    ) -> Any: ...
    def jacobian(
        self,
        target: Any,
        sources: Any,
        unconnected_gradients: Any = ...,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any: ...
    def batch_jacobian(
        self,
        target: Any,
        source: Any,
        unconnected_gradients: Any = ...,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any: ...
""",
}


def packages(root: pathlib.Path) -> list[str]:
    """The names of the public packages, "keras" first.

    Args:
        root: The folder that holds `keras`.
    """
    found = sorted((root / "keras").rglob("__init__.py"))
    parts = [path.parent.relative_to(root).parts for path in found]
    return [".".join(p) for p in parts if not _INSIDE.intersection(p[1:2])]


def modules(root: pathlib.Path) -> list[str]:
    """The names of the public modules that are no packages.

    Args:
        root: The folder that holds `keras`.
    """
    listed = (root / "keras/api/keras2_names.py").read_text("utf-8")
    names = re.findall(r'^    "(keras[\w.]+)": """', listed, re.MULTILINE)
    return [n for n in names if (root / f"{n.replace('.', '/')}.py").is_file()]


def stubs(root: pathlib.Path) -> dict[str, str]:
    """The text of each stub: path under `tensorflow-stubs` -> text.

    Args:
        root: The folder that holds `keras`.
    """
    classes = ", ".join(f"{name} as {name}" for name in _CLASSES)
    texts = {
        "__init__.pyi": _TENSORFLOW.format(classes=classes),
        "py.typed": "partial\n",
        **{name: text + _REST for name, text in _MODULES.items()},
    }
    for name in packages(root):
        path = name.replace(".", "/") + "/__init__.pyi"
        texts[path] = f"from {name} import *\n"
    for name in modules(root):
        path = name.replace(".", "/") + ".pyi"
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
