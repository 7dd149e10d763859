"""Arrays and tensors of the same memory, where neither needs a copy.

TensorFlow copies an array that becomes a tensor, into memory whose pages are
touched for the first time, and copies a variable that becomes an array. For a
gigabyte that is most of the time that reading it from a file takes.
"""

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras.backend import aligned_memory
from keras.tf_internals import named_variable


class Arrays(dict):
    """Arrays by key, between a file and layers that may share their memory.

    What a layer gives isn't written to, and what it takes isn't used again.
    """

    def of(self, variable: Any) -> Any:
        """Returns what is to stand for a variable."""
        return seen(variable)


class Size(NamedTuple):
    """What is known of an array before anybody looks at its numbers.

    Attributes:
        shape: Its sizes.
        dtype: Its NumPy type.
    """

    shape: tuple[int, ...]
    dtype: np.dtype


def size_of(variable: Any) -> Size:
    """Returns the size of the value of a variable, or of a whole of parts."""
    dtype = np.dtype(variable.dtype.as_numpy_dtype)
    return Size(tuple(variable.shape), dtype)


class Sizes(Arrays):
    """Sizes of the arrays that a layer would give."""

    def of(self, variable: Any) -> Size:
        """Returns the size of a variable's value, which isn't read."""
        return size_of(variable)


def handed_over(array: np.ndarray, dtype: tf.DType) -> np.ndarray | tf.Tensor:
    """Makes a tensor that keeps an array's memory.

    Args:
        array: An array that nobody changes afterwards.
        dtype: The type that is needed.
    Returns:
        The tensor; the array itself where TensorFlow needs a copy.
    """
    is_fit = (
        array.nbytes >= aligned_memory.LEAST
        and array.dtype.kind == "f"
        and array.dtype == dtype.as_numpy_dtype
        and array.flags.c_contiguous
        and array.flags.writeable
        and array.ctypes.data % aligned_memory.ALIGNMENT == 0
    )
    if not is_fit:
        return array
    return tf.experimental.dlpack.from_dlpack(array.__dlpack__())


def is_of_one_place(variable: Any) -> bool:
    """Tells whether a variable isn't a whole of parts, or of a mesh."""
    return isinstance(variable, tf.Variable) and not isinstance(
        variable, tf.experimental.dtensor.DVariable
    )


def seen(variable: Any) -> np.ndarray:
    """Returns the value of a variable, or of a whole of several parts.

    It can't be written to, unless it had to be copied.
    It stays what it is when the variable changes: TensorFlow gives that new
    memory as long as somebody has the old.
    """
    if not is_of_one_place(variable):
        return variable.numpy()
    array = np.asarray(named_variable.read(variable))
    array.flags.writeable = False
    return array
