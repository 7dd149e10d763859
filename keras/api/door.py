"""`tf.keras` and `tf_keras`: the package keras, under the version of Keras 2.

Code that comes in by these names takes the ways of Keras 2 where it finds
version 2, and other distributions of Keras are told apart in the same way. So
the names give one module of their own, which says that version; it has nothing
else, and hands on what keras has.
"""

from __future__ import annotations

import sys
import types
from typing import Any

import keras
from keras.api import alias
from keras.version import __keras_2__


class Door(types.ModuleType):
    """A module that stands for keras in all but its version."""

    def __getattr__(self, name: str) -> Any:
        return getattr(keras, name)

    def __setattr__(self, name: str, value: Any) -> None:
        # What is patched under one name is patched under all.
        setattr(keras, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(keras, name)

    def __dir__(self) -> list[str]:
        return dir(keras)


def version() -> str:
    """The version of Keras 2 that `tf.keras` and `tf_keras` stand for.

    Example:
        >>> tf.keras.version()
        '2.21.0'
    """
    return __keras_2__


# By this name TensorFlow asks for it, again and again.
_DOOR = Door("keras.api._v2.keras", keras.__doc__)
vars(_DOOR).update(
    __file__=f"{keras.__path__[0]}/api/_v2/keras/__init__.py",
    __path__=keras.__path__,
    __spec__=keras.__spec__,
    __version__=__keras_2__,
    version=version,
)


def stand_in(name: str) -> None:
    """Makes the module that calls this the door to keras.

    Args:
        name: The calling module's `__name__`.
    """
    alias.stand_in(name, "keras")
    sys.modules[name] = _DOOR
