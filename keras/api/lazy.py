"""Public names that are imported when somebody asks for them (PEP 562).

TensorFlow's own import ends by importing this package, so what the package
imports at once is paid by everybody, even by code that has no use for it. A
package of many names writes them as plain imports, which editors, type checkers
and packagers read, and has them noted:

    with lazy.imports(globals()):
        from keras.layers.core.dense import Dense as Dense
"""
# bazel: with=keras2_names.py

from __future__ import annotations

import builtins
import importlib
import sys
import threading
import types
from collections.abc import Callable, Mapping
from typing import Any

# Imports of one package are noted at a time; while that goes on, nothing is
# imported that could wait for another.
_NOTING = threading.Lock()


def attach(
    package: str, names: Mapping[str, tuple[str, str]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """A package's `__getattr__`, `__dir__` and `__all__`.

    A name is looked up once; then it is an ordinary attribute of the package.

    Args:
        package: The package's `__name__`.
        names: For each public name the module that has it, and its name there.
            What a package has of itself is a module in it.

    Returns:
        `(__getattr__, __dir__, __all__)`, to be bound in the package.
    """

    def get(name: str) -> Any:
        if name not in names:
            return _older_name(package, name)
        module, there = names[name]
        if module == package:
            value = importlib.import_module(f"{package}.{there}")
        else:
            value = getattr(importlib.import_module(module), there)
            if f"{package}.".split(".")[1] in _LEARNING:
                value = _table(_ARGUMENTS).learned(package, name, value)
        setattr(sys.modules[package], name, value)
        return value

    def listing() -> list[str]:
        # This module is bound there, too, and is nobody else's.
        return sorted({*vars(sys.modules[package]), *names} - {"lazy"})

    return get, listing, sorted(names)


def older_names(namespace: dict[str, Any]) -> None:
    """Lets a module answer for what only an older Keras had in it.

    Args:
        namespace: The module's `globals()`.
    """
    get, listing, _ = attach(namespace["__name__"], {})
    namespace["__getattr__"], namespace["__dir__"] = get, listing


class _Called(types.ModuleType):
    """A module that an older Keras had a function of the same name of."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        path, _, name = vars(self)["_called"].rpartition(".")
        return getattr(module(path), name)(*args, **kwargs)


def older_function(package: str, path: str) -> None:
    """Lets a package be called, as the function that it was once.

    Args:
        package: Its `__name__`.
        path: The function, without "keras.".
    """
    found = sys.modules[package]
    found.__class__ = _Called
    vars(found)["_called"] = path


def module(path: str) -> Any:
    """Returns a module of the package, which a table names.

    Args:
        path: Without "keras."; "" is `keras` itself.
    """
    return importlib.import_module(f"keras.{path}".rstrip("."))


# Facts alone, and what they mean: each is read when the one before asks.
_NAMES, _MODULES = "keras.legacy.older_names", "keras.legacy.older_modules"
_ADVICE = "keras.legacy.older_advice"
# What arguments were called in older Keras; a public name learns them.
_ARGUMENTS = "keras.legacy.older_arguments"
# To read these, a table would be asked.
_TABLES = ("legacy.older_", "legacy.source_paths")
# Whose names these are; others, such as commands, need no TensorFlow for it.
_LEARNING = frozenset(
    {
        "",
        "backend",
        "callbacks",
        "constraints",
        "layers",
        "models",
        "optimizers",
        "preprocessing",
        "regularizers",
        "utils",
    }
)


def _older_name(package: str, name: str) -> Any:
    """What an older Keras had of this name in a package.

    Raises:
        MissingName: If it had none.
    """
    path = _inside(package)
    if not name.startswith("__") and _table(_NAMES).knows(path, name):
        value = _table(_MODULES).look_up(path, name, stacklevel=3)
        setattr(sys.modules[package], name, value)
        return value
    raise MissingName(package, name)


def _inside(package: str) -> str:
    """A package's name without "keras"."""
    return package.removeprefix("keras").lstrip(".")


class _NoTable:
    """Stands for a table that a part of the package, by itself, hasn't."""

    def knows(self, path: str, name: str) -> bool:
        return False

    def is_path(self, path: str) -> bool:
        return False

    def gone(self, path: str, name: str) -> str:
        return ""

    def learned(self, package: str, name: str, value: Any) -> Any:
        return value


def _table(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        return _NoTable()


class MissingName(AttributeError):
    """A package has no such name.

    Every `from package import module` asks for a name first that isn't there,
    and nobody reads why: so the message is made when somebody does.

    Args:
        package: The package.
        name: The name.
    """

    def __str__(self) -> str:
        package, name = self.args
        gone = _table(_ADVICE).gone(_inside(package), name)
        note = gone or note_of_missing(name, package)
        told = f"module {package!r} has no attribute {name!r}"
        return f"{told}: {note}" if note else told


def note_of_missing(
    name: str, module: str | None = None, any_case: bool = False
) -> str:
    """What an error says of a name of Keras 2 that we haven't; else ''.

    Args:
        name: The name.
        module: The public module where it was looked for. Default None: all.
        any_case: True takes small letters for capitals, too. Default False.
    """
    # The list of names is long; most programs never need it.
    facts = importlib.import_module("keras.api.keras2_names")
    found = facts.find(name, module, any_case)
    if not found or any(_is_here(*place) for place in found.items()):
        return ""
    name = next(iter(found.values()))
    return f"{name!r} is part of Keras, but isn't in this version yet."


def _is_here(module: str, name: str) -> bool:
    try:
        return name in dir(importlib.import_module(module))
    except ModuleNotFoundError:
        return False


class _Noted:
    """What stands for a module whose import is put off, and for its names."""

    def __init__(self, module: str, name: str = "") -> None:
        self.source = (module, name)

    def __getattr__(self, name: str) -> _Noted:
        return _Noted(self.source[0], name)


class imports:
    """Puts off the `from` imports in a `with` block until a name is used.

    Every `from module import name as public` in it becomes a public name of the
    package. An import statement asks `builtins.__import__`, so that is another
    function for the length of the block; it leaves the imports of all other
    files and threads alone.

    Args:
        namespace: The package's `globals()`.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def __enter__(self) -> None:
        _NOTING.acquire()
        self._import = builtins.__import__
        builtins.__import__ = self._note

    def _note(self, name, globals=None, locals=None, fromlist=(), level=0):
        if globals is self._namespace:
            return _Noted(name)
        return self._import(name, globals, locals, fromlist, level)

    def __exit__(self, *_: object) -> None:
        builtins.__import__ = self._import
        _NOTING.release()
        namespace = self._namespace
        names = {
            name: value.source
            for name, value in namespace.items()
            if isinstance(value, _Noted)
        }
        for name in names:
            del namespace[name]
        (
            namespace["__getattr__"],
            namespace["__dir__"],
            namespace["__all__"],
        ) = attach(namespace["__name__"], names)


class OlderPaths:
    """Finds modules that older Keras had, such as `keras.utils.np_utils`.

    Python asks here last, when there is no such file; so the table of these
    modules isn't read before.
    """

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        """The spec of a module of older Keras; None for any other name."""
        inside = fullname.removeprefix("keras.")
        if inside in (fullname, "legacy") or inside.startswith(_TABLES):
            return None
        if not _table(_NAMES).is_path(inside):
            return None
        return _table(_MODULES).spec(fullname)


sys.meta_path.append(OlderPaths())
