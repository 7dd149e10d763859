"""Parts of a module that a SavedModel has, and checkpoints don't.

TensorFlow asks each object for its parts by the kind of file, by a hook that
has no public name. A function that reads a variable can be saved only where
the variable is a part.
"""

from collections.abc import Callable

import tensorflow as tf


def hook(more: Callable) -> Callable:
    """Makes the method by which TensorFlow asks a module for its parts.

    Args:
        more: `more(module)` returns by name what a SavedModel has beside the
            parts of a checkpoint.
    """

    def _trackable_children(module, save_type="checkpoint", **kwargs) -> dict:
        parts = tf.Module._trackable_children(module, save_type, **kwargs)
        return {**parts, **more(module)} if save_type != "checkpoint" else parts

    return _trackable_children
