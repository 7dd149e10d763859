"""Whether TensorFlow has a seed for all draws.

Needs `tf.compat.v1.random.get_seed`, which says it; with `tf.random` alone it
takes a draw, which drops the kernels that eager operations keep.
"""

import tensorflow as tf

# What TensorFlow takes for the global seed where there is one of an op alone.
_NONE, _OF_OP = 87654321, 1


def is_set() -> bool:
    """Tells whether `tf.random.set_seed` has set one.

    Raises:
        RuntimeError: If none is set, and draws without one are forbidden.
    """
    return tf.compat.v1.random.get_seed(None) != (None, None)


def is_known() -> bool:
    """Tells the same, and leaves what is drawn next as it is."""
    return tf.compat.v1.random.get_seed(_OF_OP) != (_NONE, _OF_OP)
