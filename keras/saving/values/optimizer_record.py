"""Whose state a file has: of which optimizer's class, and of which variables.

Classes are told by name, with those that they stand on: Adam's state is one for
AdamW and for a user's own Adam, and none for Adamax, though as many arrays of
the same shapes. Variables are told by the path of the part that has them, since
their order follows that of attributes, which may be set in another one.
"""

# Classes are looked up by name in the public namespace.
# bazel: deps=//keras
import contextlib
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import tensorflow as tf

from keras.saving.config import public_names
from keras.saving.values import variable_paths
from keras.tf_internals import sharded_variable

# Classes that hold a state of their own, and others' states in parts.
_WRAPS = "LossScaleOptimizer"
# Begins the name of what marks an optimizer in a checkpoint.
_MARK = "_keras_state_of_"


def classes(parts: Mapping[str, object]) -> np.ndarray:
    """Returns what a file is told of the classes of an optimizer's parts.

    Args:
        parts: The optimizer and its parts, by path.
    """
    names = {path: _names(type(obj)) for path, obj in parts.items()}
    lines = [" ".join([path, *own]) for path, own in names.items() if own]
    return _packed(lines)


def other_class(
    record: np.ndarray, parts: Mapping[str, object]
) -> tuple[str, str] | None:
    """Returns the names of two classes that don't take each other's state.

    Args:
        record: What a file was told by `classes`.
        parts: The optimizer that is to take the state, and its parts.
    Returns:
        The model's and the file's; None where all agree.
    """
    theirs = {path: names for path, *names in map(str.split, _lines(record))}
    for path, obj in parts.items():
        mine, other = _names(type(obj)), theirs.get(path)
        if not mine or not other or _WRAPS in {*mine, *other}:
            continue
        if not set(mine) & set(other):
            return mine[0], other[0]
    return None


@contextlib.contextmanager
def marked(optimizers: Iterable) -> Iterator[None]:
    """Has a checkpoint say of which classes the states of optimizers are.

    It has variables and names. So these are names of objects without any, which
    TensorFlow, and other packages, pass over.

    Args:
        optimizers: Those of a model.
    """
    marks = [
        (obj, f"{_MARK}{name}")
        for obj in optimizers
        if getattr(obj, "built", True)
        for name in _names(type(obj))
    ]
    for obj, name in marks:
        setattr(obj, name, tf.Module())
    try:
        yield
    finally:
        for obj, name in marks:
            delattr(obj, name)


def other_by_name(
    obj, parts: Iterable[str], variables: Iterable[str]
) -> tuple[str, str] | None:
    """Returns the names of two classes, where a checkpoint tells the file's.

    One that wasn't marked has an optimizer's name, which is its class's if the
    user gave none, in front of those of variables: `SGD/m/dense/kernel`.

    Args:
        obj: The optimizer that is to take a state.
        parts: Names of what is in the file's.
        variables: Names of its slots.
    Returns:
        The model's and the file's; None where they agree, or nothing tells.
    """
    mine = _names(type(obj))
    if not mine or getattr(obj, "_keras_wraps_others", False):
        return None
    marks = [one.removeprefix(_MARK) for one in parts if one.startswith(_MARK)]
    if marks:
        agree = set(mine) & set(marks)
        return None if agree or _WRAPS in marks else (mine[0], marks[0])
    mine = [name.rpartition(".")[2] for name in mine]
    find = importlib.import_module
    for first in dict.fromkeys(name.partition("/")[0] for name in variables):
        cls = public_names.find_optimizer(first, find)
        theirs = [] if cls is None else _names(cls)
        if theirs and first != obj.name and not set(mine) & set(theirs):
            return mine[0], first
    return None


def _names(kind: type) -> list[str]:
    """Returns the names of an optimizer's class and those that it stands on."""
    names = []
    for cls in kind.__mro__:
        if not hasattr(cls, "apply_gradients") or cls.__name__ == "Optimizer":
            break
        is_legacy = ".legacy." in cls.__module__
        names.append(f"legacy.{cls.__name__}" if is_legacy else cls.__name__)
    return names


def places(model, variables: list[tf.Variable]) -> np.ndarray:
    """Returns what a file is told of where variables of a model are.

    Args:
        model: The model.
        variables: Some of its variables. One that no part has makes it empty.
    """
    known = {
        sharded_variable.first_id(variable): f"{number} {path}"
        for path, own in _own_variables(model).items()
        for number, variable in enumerate(own)
    }
    wholes = sharded_variable.wholes(variables)
    lines = [known.get(sharded_variable.first_id(one)) for one in wholes]
    return _packed([] if None in lines else lines)


def renamed(record: np.ndarray, old: str, new: str) -> np.ndarray:
    """Returns what `places` told, with another path for a part.

    Args:
        record: What a file was told.
        old: Path of a part. Those in it move with it.
        new: Its path from now on.
    """
    lines = []
    for line in _lines(record):
        number, space, path = line.partition(" ")
        if path == old or path.startswith(f"{old}/"):
            path = new + path[len(old) :]
        lines.append(f"{number}{space}{path}")
    return _packed(lines)


def at_places(
    model, record: np.ndarray, moved: Callable[[str], str | None]
) -> list[list[tf.Variable] | None]:
    """Returns the variables of a model that a record tells of, in its order.

    Each is a list: itself, or its parts; None stands for one that isn't there.

    Args:
        model: The model.
        record: What a file was told by `places`.
        moved: Returns the path in the model for one in the file, or None.
    """
    own = _own_variables(model)
    found: list[list[tf.Variable] | None] = []
    for line in _lines(record):
        number, _, path = line.partition(" ")
        there = own.get(moved(path), [])
        is_there = number.isdigit() and int(number) < len(there)
        found.append(
            sharded_variable.parts_of(there[int(number)]) if is_there else None
        )
    return found


def _own_variables(model) -> dict[str, list]:
    """Returns variables by the path of the part that is nearest to them.

    One that is parted among servers is a whole.
    """
    found = sorted(
        variable_paths.parts(model),
        key=lambda part: (part.path.count("/") + bool(part.path), part.path),
    )
    variables = [list(getattr(part.obj, "variables", ())) for part in found]
    owner = {
        id(v): part.path for part, own in zip(found, variables) for v in own
    }
    return {
        part.path: sharded_variable.wholes(
            v for v in own if owner[id(v)] == part.path
        )
        for part, own in zip(found, variables)
    }


def _packed(lines: list[str]) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def _lines(record: np.ndarray) -> list[str]:
    return bytes(record.astype(np.uint8)).decode(errors="replace").splitlines()
