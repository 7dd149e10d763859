"""Modules of older Keras, and names in ours: what they are called today.

`keras.api.lazy` asks for `import keras.utils.np_utils` and `keras.engine.Layer`
and their like. No class is imported before a name of a module is used.
"""
# What is looked up by name is in any of the public namespaces.
# bazel: deps=//keras

from __future__ import annotations

import importlib.abc
import importlib.machinery
import types
import warnings
from typing import Any

from keras.api import alias, lazy
from keras.legacy import older_advice, older_names


def look_up(path: str, name: str, stacklevel: int = 2) -> Any:
    """What an older module's name means today, with a warning of the new line.

    A module is returned without one: its names tell theirs.

    Args:
        path: The older module, without "keras.".
        name: What was in it.
        stacklevel: How many callers up the warning points. Default 2.

    Raises:
        AttributeError: If the table doesn't know the name.
    """
    whole = f"keras.{path}" if path else "keras"
    if older_names.is_module(path, name):
        return lazy.module(f"{path}.{name}".lstrip("."))
    found = None if name.startswith("__") else older_names.place(path, name)
    home = found and lazy.module(found[0])
    if not found or not hasattr(home, found[1]):
        note = older_advice.gone(path, name)
        told = f"module {whole!r} has no attribute {name!r}"
        raise AttributeError(f"{told}. {note}" if note else told)
    warnings.warn(
        f"{whole}.{name} is the path of an older Keras. {_advice(*found)}.",
        DeprecationWarning,
        stacklevel=stacklevel + 1,
    )
    return getattr(home, found[1])


def _advice(module: str, name: str) -> str:
    """What to write today."""
    if older_names.is_public(module):
        home = f"keras.{module}".rstrip(".")
        return f"Write `from {home} import {name}`"
    whole = older_advice.INSTEAD.get(module, "code of your own")
    instead = older_advice.INSTEAD.get(name, whole)
    return f"It's kept for older code. Use {instead}"


class OlderModule(types.ModuleType):
    """A module that has only what the table says of it."""

    def __getattr__(self, name: str) -> Any:
        value = look_up(self.__name__.removeprefix("keras."), name)
        setattr(self, name, value)
        return value


class OlderModules(importlib.abc.Loader):
    """Makes modules that run nothing: names are looked up at their use."""

    def create_module(
        self, spec: importlib.machinery.ModuleSpec
    ) -> types.ModuleType:
        return OlderModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def spec(fullname: str) -> importlib.machinery.ModuleSpec | None:
    """The import system's description of an older module.

    Args:
        fullname: Its path, with "keras.".

    Returns:
        The spec; None if the table has no such module.
    """
    path = fullname.removeprefix("keras.")
    if path == "src":
        # The inside of newer Keras. TensorFlow asks for it when it's imported.
        return alias.of(fullname, "keras")
    if not older_names.is_path(path):
        return None
    return importlib.machinery.ModuleSpec(
        fullname, OlderModules(), is_package=path in older_names.PACKAGES
    )
