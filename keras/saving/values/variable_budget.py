"""A limit on the variables that making a model from a file may create.

Threat: `units=2**28` in a file of 6 kB takes 10 GB. Margin: a model's variables
are in its file, so four times what is stored is more than any real one needs;
small models may have what they like.
"""

import contextlib
from collections.abc import Iterator

import numpy as np
import tensorflow as tf

SMALL = 64 * 2**20
GROWTH = 4


class TooManyVariables(ValueError):
    """A file that holds little asks for large variables."""


@contextlib.contextmanager
def limited(num_stored_bytes: int) -> Iterator[None]:
    """Refuses variables of more bytes in all than a file can stand for.

    Args:
        num_stored_bytes: Size of the values in the file.
    Raises:
        TooManyVariables: Before the variable that is too much is made.
    """
    allowed = max(SMALL, GROWTH * num_stored_bytes)
    made = 0

    def create(next_creator, **kwargs):
        nonlocal made
        made += _num_bytes(kwargs.get("shape"), kwargs.get("dtype"))
        if made > allowed:
            raise TooManyVariables(
                f"its model would take {made:,} bytes of variables or more. "
                f"Expected at most {allowed:,} for {num_stored_bytes:,} bytes "
                "of values in the file. Received: "
                f"shape={kwargs.get('shape')}."
            )
        return next_creator(**kwargs)

    with tf.variable_creator_scope(create):
        yield


def _num_bytes(shape, dtype) -> int:
    if shape is None or tf.TensorShape(shape).num_elements() is None:
        return 0
    sizes = tf.TensorShape(shape).as_list()
    width = tf.as_dtype(dtype or "float32").size
    return int(np.prod(sizes, dtype=object)) * max(width, 1)
