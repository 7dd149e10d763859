"""A model's graphs for TensorBoard: of its layers, and of its operations."""

from typing import Any

import tensorflow as tf

from keras.callbacks import summaries


def write(model: Any) -> None:
    """Writes both graphs to the default summary writer.

    The graph of layers is left out for a model that has no configuration, that
    of operations for one whose inputs aren't known before it is called.

    Args:
        model: A model that is built.
    """
    with tf.summary.record_if(True):
        json = _json(model)
        if json is not None:
            summaries.write_model("keras", json)
        spec = _input_spec(model)
        if spec is not None:
            tf.summary.graph(_call_graph(model, spec))


def _json(model: Any) -> str | None:
    if not getattr(model, "inputs", None):
        return None
    try:
        return model.to_json()
    except (NotImplementedError, TypeError):  # A part has no configuration.
        return None


def _input_spec(model: Any) -> Any:
    if not getattr(model, "inputs", None):
        return None
    return tf.nest.map_structure(lambda each: each.type_spec, model.input)


def _call_graph(model: Any, spec: Any) -> tf.Graph:
    def call(inputs: Any) -> Any:
        return model(inputs, training=True)

    function = tf.function(call, autograph=False)
    with tf.summary.record_if(False):  # What layers write belongs to steps.
        return function.get_concrete_function(spec).graph
