"""TensorFlow 1's sessions: what code says of them where there are none."""

import warnings

import tensorflow as tf

# The session that `set_session` was given last is none of Keras's.
_SESSION = None


def get_session(op_input_list=()):
    """Raises: nothing waits for a session any more.

    Args:
        op_input_list: Has no effect.
    Raises:
        RuntimeError: Always.
    """
    raise RuntimeError(
        "keras.backend.get_session: there is no session, since tensors and "
        "variables have their values at once. Expected code without it: "
        "`keras.backend.get_value(x)` for `session.run(x)`, "
        "`keras.backend.function` for a part of a model, nothing for "
        "initializers."
    )


def set_session(session) -> None:
    """Warns that a session has no effect; devices are set up by `tf.config`.

    Args:
        session: A `tf.compat.v1.Session`.
    """
    warnings.warn(
        "keras.backend.set_session has no effect: models don't run in "
        "sessions. For memory that grows, call tf.config.experimental."
        "set_memory_growth(gpu, True) before the first tensor; for devices "
        "and threads see tf.config.",
        DeprecationWarning,
        stacklevel=2,
    )


def get_graph() -> tf.Graph:
    """Returns TensorFlow's graph that operations go to now.

    Raises:
        RuntimeError: If there is none, since they compute at once.
    """
    if tf.executing_eagerly():
        raise RuntimeError(
            "keras.backend.get_graph: there is no graph, since operations "
            "compute at once. Expected code inside a `tf.function`."
        )
    return tf.constant(0).graph


_current_graph = get_graph


def _initialize_variables(session) -> None:
    """Does nothing: variables start with values."""


def _get_available_gpus() -> list[str]:
    """Returns the names of the GPUs, as TensorFlow has them."""
    return [device.name for device in tf.config.list_logical_devices("GPU")]
