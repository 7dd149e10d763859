"""Arrays whose memory TensorFlow can take over; read without TensorFlow."""

import math
from collections.abc import Callable

import numpy as np

#: TensorFlow's kernels read memory from such addresses on (bytes).
ALIGNMENT = 64
#: Fewer bytes are copied as fast as they're handed over.
LEAST = 2**16


def empty(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Returns an array that `shared_memory` can make a tensor of."""
    return _aligned(np.empty, shape, dtype)


def zeros(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Returns such an array of zeros: memory that nobody touches yet."""
    return _aligned(np.zeros, shape, dtype)


def _aligned(
    make: Callable, shape: tuple[int, ...], dtype: np.dtype
) -> np.ndarray:
    size = math.prod(shape) * dtype.itemsize
    raw = make(size + ALIGNMENT, np.uint8)
    begin = -raw.ctypes.data % ALIGNMENT
    return raw[begin : begin + size].view(dtype).reshape(shape)
