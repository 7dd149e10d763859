"""Whether TensorFlow traces a model for a converter to another format.

`trace_model_call`, which tf2onnx and others call, traces the model's call in a
function of its own, and tells the model nothing but its name.
"""

import tensorflow as tf

_NAME = "_wrapped_model"


def is_at_work() -> bool:
    """Tells whether what is traced now is for a converter."""
    if tf.executing_eagerly():
        return False
    graph = tf.compat.v1.get_default_graph()
    while graph is not None and getattr(graph, "name", None) != _NAME:
        graph = getattr(graph, "outer_graph", None)
    return graph is not None
