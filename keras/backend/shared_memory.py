"""Arrays and tensors of the same memory, where neither needs a copy.

TensorFlow copies an array that becomes a tensor, into memory whose pages are
touched for the first time, and copies a variable that becomes an array. For a
gigabyte that is most of the time that reading it from a file takes.

A variable that gets its value from a file has a first value, too, that nobody
looks at. Its memory is taken here, and not touched until it's known whether
the file had another.
"""

import contextlib
import contextvars
import math
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import aligned_memory
from keras.tf_internals import named_variable

#: First values that are put off: their arrays, and what makes them. None where
#: nobody puts off any.
put_off: contextvars.ContextVar[list | None] = contextvars.ContextVar(
    "put_off", default=None
)


class Arrays(dict):
    """Arrays by key, between a file and layers that may share their memory.

    What a layer gives isn't written to, and what it takes isn't used again.
    """


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


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """Marks a block at whose end first values come that were put off.

    Those of variables that have other values by then never come. If the block
    raises, none does: what it made isn't to be used.
    """
    found: list[tuple[weakref.ref, Callable]] = []
    before = put_off.set(found)
    try:
        yield
    finally:
        put_off.reset(before)
    for array_of, make in found:
        array = array_of()
        if array is not None:
            array[...] = make()


@contextlib.contextmanager
def at_once() -> Iterator[None]:
    """Marks a block that may look at first values: none is put off in it."""
    before = put_off.set(None)
    try:
        yield
    finally:
        put_off.reset(before)


class PutOff:
    """A variable's first value that is made at the end of a `waiting` block.

    Args:
        shape: The variable's.
        dtype: The variable's type.
        make: Makes the value, now or then.
    """

    def __init__(self, shape: tuple, dtype: tf.DType, make: Callable) -> None:
        self._shape, self._dtype, self._make = shape, dtype, make
        self._number = np.dtype(dtype.as_numpy_dtype)
        self._array_of: Callable[[], np.ndarray | None] = lambda: None

    def memory(self) -> np.ndarray | tf.Tensor:
        """Returns zeros for the variable to be made of."""
        array = aligned_memory.zeros(self._shape, self._number)
        self._array_of = weakref.ref(array)
        return handed_over(array, self._dtype)

    def settle(self, variable: tf.Variable) -> None:
        """Sees to it that the variable gets its value, if it needs one.

        Args:
            variable: What was made of the memory. One that has it no more, on
                another device say, gets its value at once.
        """
        array = self._array_of()
        if array is None or not np.shares_memory(seen(variable), array):
            variable.assign(self._make())
            return
        put_off.get().append((self._array_of, self._make))


def is_worth_it(shape: tuple, dtype: tf.DType) -> bool:
    """Tells whether to put off a first value of this size saves anything.

    Args:
        shape: The variable's.
        dtype: The variable's type.
    """
    num_bytes = dtype.size * math.prod(shape)
    return dtype.is_floating and num_bytes >= aligned_memory.LEAST
