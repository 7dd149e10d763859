"""Arrays whose memory TensorFlow can take over; read without TensorFlow."""

import math

import numpy as np

#: TensorFlow's kernels read memory from such addresses on (bytes).
ALIGNMENT = 64
#: Fewer bytes are copied as fast as they're handed over.
LEAST = 2**16


def empty(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Returns an array that `shared_memory` can make a tensor of."""
    size = math.prod(shape) * dtype.itemsize
    raw = np.empty(size + ALIGNMENT, np.uint8)
    begin = -raw.ctypes.data % ALIGNMENT
    return raw[begin : begin + size].view(dtype).reshape(shape)
