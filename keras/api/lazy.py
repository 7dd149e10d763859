"""Public names that are imported when somebody asks for them (PEP 562).

TensorFlow's own import ends by importing this package, so what the package
imports at once is paid by everybody, even by code that has no use for it.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def attach(
    package: str, names: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """A package's `__getattr__`, `__dir__` and `__all__`.

    A name is looked up once; then it is an ordinary attribute of the package.

    Args:
        package: The package's `__name__`.
        names: For each public name the module that has it. A module of the
            package itself is written as its own full name.

    Returns:
        `(__getattr__, __dir__, __all__)`, to be bound in the package.
    """

    def get(name: str) -> Any:
        if name not in names:
            raise AttributeError(
                f"module {package!r} has no attribute {name!r}"
            )
        module = importlib.import_module(names[name])
        whole = names[name] == f"{package}.{name}"
        value = module if whole else getattr(module, name)
        setattr(sys.modules[package], name, value)
        return value

    def listing() -> list[str]:
        return sorted({*vars(sys.modules[package]), *names})

    return get, listing, sorted(names)
