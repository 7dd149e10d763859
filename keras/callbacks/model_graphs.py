"""A model's graphs for TensorBoard: of its layers, and of its operations."""

from typing import Any

import tensorflow as tf

from keras.callbacks import summaries


def write(model: Any) -> bool:
    """Writes both graphs to the default summary writer.

    The graph of layers is left out for a model that has no configuration of
    its graph.

    Args:
        model: A model.

    Returns:
        Whether they were written: not before it's known what the model is
        called with.
    """
    spec = _call_spec(model)
    if spec is None:
        return False
    with tf.summary.record_if(True):
        json = _json(model)
        if json is not None:
            summaries.write_model("keras", json)
        tf.summary.graph(_call_graph(model, *spec))
    return True


def _json(model: Any) -> str | None:
    if not getattr(model, "inputs", None):
        return None
    try:
        return model.to_json()
    except (NotImplementedError, TypeError):  # A part has no configuration.
        return None


def _call_spec(model: Any) -> tuple[list, dict] | None:
    save_spec = getattr(model, "save_spec", None)
    return save_spec() if save_spec is not None else None


def _call_graph(model: Any, args: list, kwargs: dict) -> tf.Graph:
    def call(args: list, kwargs: dict) -> Any:
        return model(*args, **{**kwargs, "training": True})

    function = tf.function(call, autograph=False)
    with tf.summary.record_if(False):  # What layers write belongs to steps.
        return function.get_concrete_function(args, kwargs).graph
