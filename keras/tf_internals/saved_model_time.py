"""Whether a SavedModel is being written.

`tf.saved_model.save` traces the gradient of each function that has one of its
own, and a file can't hold what such a gradient has captured of a list of
tensors. No public name tells that it is at work.
"""

import contextlib
from collections.abc import Iterator

import tensorflow as tf
from tensorflow.python.saved_model import save_context


def is_being_saved() -> bool:
    """Tells whether what is traced now goes into a SavedModel."""
    return save_context.in_save_context()


@contextlib.contextmanager
def begun() -> Iterator[None]:
    """Has what is traced in the body fit into a SavedModel.

    What replicas know is then read from one of them: several workers add it up
    otherwise, by an operation that no file can hold.
    """
    with save_context.save_context(tf.saved_model.SaveOptions()):
        yield
