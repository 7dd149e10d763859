"""Which variables of a model a checkpoint has values for, told beforehand.

TensorFlow's own reading sets what it finds, and is silent about the rest.
"""

from collections.abc import Iterator

import tensorflow as tf

from keras.saving.values import values_report
from keras.tf_internals import saved_model_proto


def report(model, prefix: str) -> str:
    """Returns what doesn't fit, in lines; empty where all does.

    Args:
        model: The model.
        prefix: The checkpoint's.
    Raises:
        ValueError: If its graph of objects is damaged.
        tf.errors.OpError: If it can't be read.
    """
    reader = saved_model_proto.reader(prefix)
    data = reader.get_tensor(saved_model_proto.OBJECT_GRAPH)
    nodes = saved_model_proto.object_graph(data).nodes
    shapes = reader.get_variable_to_shape_map()
    found = dict(_found(model, nodes))
    missing, mismatched = [], []
    for variable in model.weights:
        shape = shapes.get(found.get(id(variable)))
        if shape is None:
            missing.append(f"{variable.name}: {tuple(variable.shape)}")
        elif not variable.shape.is_compatible_with(shape):
            mismatched.append(
                f"{variable.name}: expected {tuple(variable.shape)}, found "
                f"{tuple(shape)}"
            )
    return values_report.report(missing, [], mismatched)


def _found(model, nodes) -> Iterator[tuple[int, str]]:
    """Yields each variable that names lead to, and its key in the file."""
    view = tf.train.TrackableView(model)
    seen, left = set(), [(model, 0)]
    while left:
        part, number = left.pop()
        if (id(part), number) in seen or not 0 <= number < len(nodes):
            continue
        seen.add((id(part), number))
        if isinstance(part, tf.Variable):
            for one in nodes[number].attributes:
                if one.name == saved_model_proto.VALUE:
                    yield id(part), one.checkpoint_key
            continue
        theirs = {one.local_name: one.node_id for one in nodes[number].children}
        for name, child in view.children(part).items():
            if name in theirs:
                left.append((child, theirs[name]))
