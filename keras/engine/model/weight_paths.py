"""The paths of a model's variables: attributes from the model down."""

import tensorflow as tf

# How attributes of checkpoints begin that stand for the layers of a graph.
_NUMBERED = ("layer-", "layer_with_weights-")


def weight_paths(model) -> dict[str, tf.Variable]:
    """Returns a model's variables by path, short paths first.

    Args:
        model: The root. Layers of its graph stand under their names.
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
