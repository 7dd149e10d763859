"""Values that a layer has no place for, told when they are seen."""

import tensorflow as tf

from keras.engine import kinds

# Values that a message shows.
_SHOWN = 8


def checks(message: str, wrong: kinds.Tensors) -> list:
    """Returns what fails where a graph runs on wrong values.

    Args:
        message: Where they are, and what was expected; ends with "Received:".
        wrong: The wrong values `(n,)`, of which there should be none.
    Raises:
        tf.errors.InvalidArgumentError: Outside of graphs, if there is one.
    """
    if not tf.executing_eagerly():
        return [tf.debugging.Assert(tf.size(wrong) == 0, [message, wrong])]
    if wrong.shape[0]:
        shown = wrong[:_SHOWN].numpy().tolist()
        raise tf.errors.InvalidArgumentError(None, None, f"{message} {shown}.")
    return []
