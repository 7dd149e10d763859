"""What the constructor of a user's class was given, kept for its config.

An embedding's matrix would stand in memory twice for as long as the layer
lives: here, and as the layer's variable. So large arrays are let go where
nobody asks for them, and where a variable of the layer keeps their values.
"""

from collections.abc import Callable, Iterable

import numpy as np
import tensorflow as tf

# 64 KiB: less isn't worth the search.
_LARGE = 1 << 16


class Received:
    """The arguments of a constructor call; no container to TensorFlow."""

    __slots__ = ("_given",)

    def __init__(self, args: tuple, kwargs: dict) -> None:
        self._given = (args, kwargs)

    @property
    def args(self) -> tuple:
        """The positional arguments."""
        return _mapped(self._given[0], _unfolded)

    @property
    def kwargs(self) -> dict:
        """The arguments given by name."""
        return _mapped(self._given[1], _unfolded)

    @property
    def has_large(self) -> bool:
        """Whether large arrays are held here."""
        found: list = []
        _mapped(self._given, lambda v: found.append(v) if _is_large(v) else v)
        return bool(found)

    def let_go(self, variables: Iterable[tf.Variable]) -> None:
        """Takes variables for the large arrays whose values they have.

        Args:
            variables: Such as training doesn't change.
        """
        known = list(variables)
        with tf.init_scope():
            self._given = _mapped(self._given, lambda value: _in(known, value))

    def forget_large(self) -> None:
        """Lets the large arrays go: nobody will ask for them."""
        self._given = _mapped(
            self._given, lambda value: None if _is_large(value) else value
        )


class _Held:
    """Stands for an array whose values a variable has."""

    __slots__ = ("variable", "dtype", "is_tensor")

    def __init__(self, variable: tf.Variable, array) -> None:
        self.variable = variable
        self.is_tensor = tf.is_tensor(array)
        self.dtype = array.dtype

    def value(self):
        """Returns an array as it was given."""
        with tf.init_scope():
            if self.is_tensor:
                return tf.cast(self.variable.read_value(), self.dtype)
            return self.variable.numpy().astype(self.dtype)


def _unfolded(value):
    return value.value() if isinstance(value, _Held) else value


def _is_large(value) -> bool:
    if isinstance(value, np.ndarray):
        return value.nbytes >= _LARGE
    is_tensor = isinstance(value, tf.Tensor) and hasattr(value, "numpy")
    return is_tensor and value.shape.num_elements() * value.dtype.size >= _LARGE


def _in(variables: list[tf.Variable], value):
    """Returns what stands for an array, or the value as it was."""
    if not _is_large(value):
        return value
    for variable in variables:
        if variable.shape == value.shape:
            kept = variable.numpy()
            if np.array_equal(kept, np.asarray(value).astype(kept.dtype)):
                return _Held(variable, value)
    return value


def _mapped(value, change: Callable):
    """Maps the leaves of plain containers; others are leaves."""
    if type(value) is dict:
        return {key: _mapped(part, change) for key, part in value.items()}
    if type(value) in (list, tuple):
        return type(value)([_mapped(part, change) for part in value])
    return change(value)
