"""What works with values, and so can't be called while a graph is traced."""

from collections.abc import Iterable

import numpy as np
import tensorflow as tf

_IN_STEPS = "Inside, call the model itself: `model(x)`."


def require(where: str, instead: str = _IN_STEPS) -> None:
    """Raises `RuntimeError` inside of a `tf.function` or `Dataset.map`.

    Args:
        where: What was called.
        instead: What to do inside, as a sentence. Default: call the model.
    """
    if not tf.executing_eagerly():
        raise RuntimeError(
            f"{where} was called inside a tf.function, or what traces a graph "
            "likewise, as `Dataset.map`. Expected a call outside of it: there "
            "are no values before a graph runs. Received: a graph that is "
            f"being traced. {instead}"
        )
    if tf.distribute.has_strategy() and not (
        tf.distribute.in_cross_replica_context()
    ):
        raise RuntimeError(
            f"{where} was called by a replica, as in `strategy.run`. Expected "
            "a call outside of it: it runs on all replicas itself. Received: "
            f"a function that a strategy runs. {instead}"
        )


def refuse_sessions(what: str) -> None:
    """Raises where a variable would be a node of a TensorFlow 1 graph.

    To be called where variables are made: within `tf.init_scope()`.

    Args:
        what: Who makes a variable, for the message.
    Raises:
        RuntimeError: If TensorFlow isn't eager.
    Example:
        >>> from keras.backend import outside_graphs
        >>> outside_graphs.refuse_sessions("Dense layer 'dense'")
    """
    if not tf.executing_eagerly():
        raise RuntimeError(
            f"{what}: TensorFlow 1's graphs and sessions are gone. Expected "
            "eager execution, or a `tf.function`. Received: a graph outside "
            "of functions. Take out disable_eager_execution(), "
            "disable_v2_behavior() or tf.Graph().as_default(); a library may "
            "call it, too."
        )


def arrays(where: str, variables: Iterable) -> list[np.ndarray]:
    """Returns the values of variables.

    Args:
        where: The method that is asked for them.
        variables: The variables.
    Raises:
        RuntimeError: While a graph is traced: it would hold them for ever.
    """
    require(
        where,
        "Inside, use the variables of `weights`, as in "
        "`set_weights(other.weights)`.",
    )
    return [variable.numpy() for variable in variables]
