"""What a checkpoint has for parts that an object doesn't have yet.

TensorFlow keeps it with the object, and sets a part when it comes. To a list it
sets what fits and passes over the rest without a word; no public name tells
what waits.
"""

import tensorflow as tf


def shapes(parts: list) -> dict[int, tf.TensorShape]:
    """Returns the shapes of the values that wait, by place in a list.

    Args:
        parts: A list that is an attribute of a `tf.Module`.
    """
    waiting = getattr(parts, "_deferred_dependencies", {})
    found = {
        int(name): positions[-1].value_shape()
        for name, positions in waiting.items()
        if name.isdecimal() and positions
    }
    return {
        number: tf.TensorShape(shape)
        for number, shape in found.items()
        if shape is not None
    }
