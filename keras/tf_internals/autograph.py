"""AutoGraph for a user's function, while this package traces a graph.

The public `tf.autograph.to_graph` converts without the tracing function's
settings (`tf.function(autograph=False)` must hold inside too). And a
`tf.function` of ours can't leave AutoGraph on: it would convert our own code,
and wrap each error in a listing of it.
"""

import contextlib
from collections.abc import Callable

import tensorflow as tf
from tensorflow.python.autograph.core import ag_ctx
from tensorflow.python.autograph.impl import api


def converted(function: Callable) -> Callable:
    """Returns `function` with `if`, `for`, … on tensors made graph ops."""
    context = tf.__internal__.autograph.control_status_ctx()
    return tf.__internal__.autograph.tf_convert(function, context)


def leave_alone(layer_class: type) -> None:
    """Has AutoGraph call instances as they are, not converted.

    `tf.function(layer)` asks for the conversion of the layer's `__call__`,
    which is ours; it converts the user's `call` itself.
    """
    api.autograph_artifact(layer_class)


def allowed() -> contextlib.AbstractContextManager:
    """Returns a context in which `converted` converts.

    For the body of a `tf.function(autograph=False)` of ours, so that the
    user's functions inside are converted, and nothing else is.
    """
    return ag_ctx.ControlStatusCtx(status=ag_ctx.Status.ENABLED)
