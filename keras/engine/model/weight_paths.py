"""The paths of a model's variables: attributes from the model down."""

from typing import Any

import tensorflow as tf

# How attributes of checkpoints begin that stand for the layers of a graph.
_NUMBERED = ("layer-", "layer_with_weights-")


def get_weight_paths(model: Any) -> dict[str, tf.Variable]:
    """Returns the variables by path: the attributes that lead to them.

    Short paths come first. In a functional or Sequential model, paths begin
    with layers' names.

    Example:
        >>> layer = keras.layers.Dense(1, input_shape=(2,), name='out')
        >>> list(keras.Sequential([layer]).get_weight_paths())
        ['out.kernel', 'out.bias']
    """
    view = tf.train.TrackableView(model)
    found: dict[str, tf.Variable] = {}
    seen, level = {id(model)}, [("", model)]
    while level:
        below = []
        for prefix, part in level:
            for name, child in view.children(part).items():
                if id(child) in seen:
                    continue
                seen.add(id(child))
                if part is model and name.startswith(_NUMBERED):
                    name = child.name
                path = f"{prefix}{name}"
                if isinstance(child, tf.Variable):
                    found[path] = child
                else:
                    below.append((f"{path}.", child))
        level = below
    return found
