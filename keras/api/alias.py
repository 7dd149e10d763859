"""A second name for a package, with all its modules: `import b.x` is `a.x`.

TensorFlow, and code written for other distributions of Keras, reach one package
by several names (`tensorflow.keras`, `tf_keras`, `keras.api._v2.keras`). A file
that ran once a name would make each class once a name, and `isinstance` would
fail between them. Here a second name never runs a file: it is bound to the
module that the first name has.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Sequence


class _Rebinder(importlib.abc.Loader):
    """Binds a module that is there already to one more name."""

    def __init__(self, target: str) -> None:
        self._target = target

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        # The import system takes what stands in sys.modules afterwards, and
        # then leaves that module's own __name__ and __spec__ alone.
        sys.modules[module.__name__] = importlib.import_module(self._target)


class AliasFinder(importlib.abc.MetaPathFinder):
    """Answers imports below one package name from another package.

    Args:
        alias: Dotted name that has no files of its own, such as "tf_keras".
        target: Name of the package whose modules answer, such as "keras".
    """

    def __init__(self, alias: str, target: str) -> None:
        self.alias = alias
        self.target = target
        self._prefix = alias + "."

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of a module below the alias; None for any other name."""
        if not fullname.startswith(self._prefix):
            return None
        real_name = f"{self.target}.{fullname[len(self._prefix) :]}"
        real = importlib.util.find_spec(real_name)
        if real is None:
            return None
        return importlib.machinery.ModuleSpec(
            fullname,
            _Rebinder(real_name),
            origin=real.origin,
            is_package=real.submodule_search_locations is not None,
        )


def _answer(alias: str, target: str) -> None:
    """Has imports below one name answered from another package."""
    known = {
        finder.alias
        for finder in sys.meta_path
        if isinstance(finder, AliasFinder)
    }
    if alias not in known:
        # In front: the parent's __path__ is the target's, and the finder that
        # reads folders would run the target's files a second time.
        sys.meta_path.insert(0, AliasFinder(alias, target))


def of(alias: str, target: str) -> importlib.machinery.ModuleSpec:
    """Makes a name that has no file another name of a package.

    Args:
        alias: Dotted name, as `find_spec` of a finder is asked for it.
        target: Name of the package that it stands for.

    Returns:
        What `find_spec` returns.
    """
    _answer(alias, target)
    return importlib.machinery.ModuleSpec(
        alias, _Rebinder(target), is_package=True
    )


def stand_in(alias: str, target: str) -> None:
    """Makes the module that calls this another name of a package.

    To be called at the top of a module that does nothing else. Safe to call
    twice with the same names.

    Args:
        alias: The calling module's `__name__`.
        target: Name of the package that it stands for.

    Raises:
        ModuleNotFoundError: If there is no package of the target's name.
    """
    _answer(alias, target)
    sys.modules[alias] = importlib.import_module(target)
