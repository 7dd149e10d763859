"""Whether a SavedModel is being written.

`tf.saved_model.save` traces the gradient of each function that has one of its
own, and a file can't hold what such a gradient has captured of a list of
tensors. No public name tells that it is at work.
"""

from tensorflow.python.saved_model import save_context


def is_being_saved() -> bool:
    """Tells whether what is traced now goes into a SavedModel."""
    return save_context.in_save_context()
