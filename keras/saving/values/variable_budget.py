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
from keras.tf_internals import scratch_graph

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
            shape, dtype = _type_of(kwargs.get("initial_value"), dtype)
        made += _num_bytes(shape, dtype)
        if made > allowed:
            raise file_error.ModelTooLargeError(
                path,
                f"its model would take {_told(made)} bytes of variables or "
                f"more. Expected at most {allowed:,} for {num_stored_bytes:,} "
                "bytes of values in the file. Received: "
                f"shape={str(tuple(shape))[:80]}.",
            )
        return next_creator(**kwargs)

    with tf.variable_creator_scope(create):
        yield


def _type_of(initial_value, dtype) -> tuple:
    """Returns shape and type that a first value has, where nothing else tells.

    A function is traced for it: its value may be too large to be made.
    """
    if callable(initial_value):
        with scratch_graph.new_graph().as_default():
            initial_value = tf.convert_to_tensor(initial_value(), dtype)
    else:
        initial_value = tf.convert_to_tensor(initial_value, dtype)
    return initial_value.shape, initial_value.dtype


def _told(number: int) -> str:
    return f"{number:,}" if number < 10**15 else f"{float(number):.0e}"


def _num_bytes(shape, dtype) -> int:
    sizes = tf.TensorShape(shape).as_list()
    width = tf.as_dtype(dtype or "float32").size
    return math.prod(sizes) * max(width, 1)
