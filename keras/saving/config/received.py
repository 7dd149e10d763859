"""What the constructor of a user's class was given, kept for its config.

An embedding's matrix would stand in memory twice for as long as the layer
lives: here, and as the layer's variable. So large arrays are let go where the
class describes itself, and nobody asks for them. Elsewhere they stay, as the
config that the class doesn't write has nowhere else to take them from. A
variable that has their values now may have others when the config is made. A
weak reference would hold what its caller still holds, so that `get_config`, and
with it saving and cloning, worked in the script that keeps the array in a name
and failed in the one that doesn't, or at a later time in the same one. A class
with a large argument has a way to keep it once: a `get_config` of its own.

Containers and arrays are copied: what the constructor itself, or the caller
later, does to them is no part of what was given.
"""

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras.backend import local_functions

# 64 KiB: less isn't worth the search.
_LARGE = 1 << 16


class Received:
    """The arguments of a constructor call; no container to TensorFlow.

    Attributes:
        args: The positional ones.
        kwargs: Those given by name.
    """

    __slots__ = ("args", "kwargs")
    __reduce_ex__ = local_functions.reduce_ex

    def __init__(self, args: tuple, kwargs: dict) -> None:
        self.args = _mapped(args, _as_it_is)
        self.kwargs = _mapped(kwargs, _as_it_is)

    def forget_large(self) -> None:
        """Lets the large arrays go: nobody will ask for them."""
        self.args = _mapped(self.args, _unless_large)
        self.kwargs = _mapped(self.kwargs, _unless_large)


def _as_it_is(value):
    return value.copy() if type(value) is np.ndarray else value


def _unless_large(value):
    return None if _is_large(value) else value


def _is_large(value) -> bool:
    if isinstance(value, np.ndarray):
        return value.nbytes >= _LARGE
    is_tensor = isinstance(value, tf.Tensor) and hasattr(value, "numpy")
    return is_tensor and value.shape.num_elements() * value.dtype.size >= _LARGE


def _mapped(value, change: Callable):
    """Maps the leaves of plain containers; others are leaves."""
    if type(value) is dict:
        return {key: _mapped(part, change) for key, part in value.items()}
    if type(value) in (list, tuple):
        return type(value)([_mapped(part, change) for part in value])
    return change(value)
