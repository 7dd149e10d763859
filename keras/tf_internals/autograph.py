"""AutoGraph for a function that this package calls while a graph is traced.

The public `tf.autograph.to_graph` converts without the tracing function's
settings (`tf.function(autograph=False)` must hold inside too).
"""

from collections.abc import Callable

import tensorflow as tf


def converted(function: Callable) -> Callable:
    """Returns `function` with `if`, `for`, … on tensors made graph ops."""
    context = tf.__internal__.autograph.control_status_ctx()
    return tf.__internal__.autograph.tf_convert(function, context)
