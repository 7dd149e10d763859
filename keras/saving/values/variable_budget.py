"""A limit on the variables that making a model from a file may create.

Threat: `units=2**28` in a file of 6 kB takes 10 GB. Margin: a model's variables
are in its file, so four times what is stored is more than any real one needs;
small models may have what they like.
"""

import contextlib
import math
import os
from collections.abc import Iterator

import tensorflow as tf

from keras.saving.files import file_error

SMALL = 64 * 2**20
GROWTH = 4


@contextlib.contextmanager
def limited(path: str | os.PathLike, num_stored_bytes: int) -> Iterator[None]:
    """Refuses variables of more bytes in all than a file can stand for.

    Those of layers, metrics and optimizers count alike.

    Args:
        path: The file.
        num_stored_bytes: Size of the values in it.
    Raises:
        ModelTooLargeError: Before the variable that is too much is made.
    """
    allowed = max(SMALL, GROWTH * num_stored_bytes)
    made = 0

    def create(next_creator, **kwargs):
        nonlocal made
        shape, dtype = kwargs.get("shape"), kwargs.get("dtype")
        if not tf.TensorShape(shape).is_fully_defined():
            first = _first_value(kwargs.get("initial_value"), dtype)
            kwargs["initial_value"] = first
            shape, dtype = first.shape, first.dtype
        made += _num_bytes(shape, dtype)
        if made > allowed:
            raise file_error.ModelTooLargeError(
                path,
                f"its model would take {made:,} bytes of variables or more. "
                f"Expected at most {allowed:,} for {num_stored_bytes:,} bytes "
                f"of values in the file. Received: shape={tuple(shape)}.",
            )
        return next_creator(**kwargs)

    with tf.variable_creator_scope(create):
        yield


def _first_value(initial_value, dtype) -> tf.Tensor:
    """Returns the value that tells a shape where nothing else does."""
    if callable(initial_value):
        initial_value = initial_value()
    return tf.convert_to_tensor(initial_value, dtype)


def _num_bytes(shape, dtype) -> int:
    sizes = tf.TensorShape(shape).as_list()
    width = tf.as_dtype(dtype or "float32").size
    return math.prod(sizes) * max(width, 1)
