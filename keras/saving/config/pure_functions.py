"""The TensorFlow functions that a file may name: they only compute."""

import importlib
from collections.abc import Callable

from keras.backend import suggestion
from keras.saving.config import public_names, pure_names, registry
from keras.tf_internals import op_name

_BACKEND = "keras.backend"


def name_of(function: Callable) -> str:
    """Returns the name by which a file holds a function.

    Raises:
        ValueError: If a file can't name it.
    """
    name = op_name.public_name(function) or _name_in_keras(function)
    if name is None and registry.registered_name(function) is None:
        raise ValueError(
            "A function that is no TensorFlow function's can't be saved by "
            "name. Expected one of `tf.`, or a registered one. Received: "
            f"{function!r}. Decorate it with "
            "`@keras.saving.register_keras_serializable()`."
        )
    name = name or registry.get_registered_name(function)
    by_name(name)
    return name


def by_name(name: str) -> Callable:
    """Returns the function that a file names.

    Raises:
        ValueError: If there is none, or it does more than compute.
    """
    if not is_function(name):
        raise suggestion.unknown_name(
            "TensorFlow function",
            name,
            pure_names.PLAIN | pure_names.QUALIFIED,
            "A file may name functions that only compute; put any other into "
            "a layer of your own.",
        )
    return _found(name)


def is_function(name: str) -> bool:
    """Tells whether a file may name a function so."""
    found = _found(name)
    return callable(found) and not isinstance(found, type)


def _found(name: str):
    found = registry.get_registered_object(name)
    if found is None and pure_names.has(name):
        found = op_name.exported(name.removeprefix("tf."))
    return _found_in_keras(name) if found is None else found


def _found_in_keras(name: str) -> Callable | None:
    find, (module, _, last) = importlib.import_module, name.rpartition(".")
    if module == _BACKEND and last in pure_names.KERAS_BACKEND:
        return getattr(find(module), last)
    if module not in public_names.FUNCTION_NAMESPACES:
        return None
    found = public_names.find_function(last, module, find)
    return found if found is getattr(find(module), last, None) else None


def _name_in_keras(function: Callable) -> str | None:
    last = getattr(function, "__name__", "")
    names = (
        f"{module}.{last}"
        for module in (_BACKEND, *public_names.FUNCTION_NAMESPACES)
    )
    found = (name for name in names if _found_in_keras(name) is function)
    return next(found, None)
