"""Losses and metrics on symbols of a Sequential model, in its config.

Its layers alone don't tell them: they stand on calls beside the stack. The
other packages pass over the entry, as they lose such terms.
"""

import warnings

from keras.engine.graph import graph_config, graph_reader
from keras.engine.model import terms

KEY = "terms"
_TERMS = frozenset({"AddLoss", "AddMetric"})
_OF_TERMS = _TERMS | {"TFOpLambda", "SlicingOpLambda"}


def described(model) -> dict:
    """Returns an entry of the config; none for a model without terms.

    Args:
        model: A Sequential model.
    """
    graph = model._keras_state.topology.graph
    if graph is None:
        return {}
    names = {layer.name for layer in model._keras_state.stack.layers}
    names |= {tensor._keras_history.layer.name for tensor in graph.flat_inputs}
    if names.issuperset(layer.name for layer in graph.layers):
        return {}
    layers = graph_config.graph_config(graph)["layers"]
    return {KEY: [one for one in layers if one["name"] not in names]}


def without(layers):
    """Returns a stack without the terms that tf_keras puts on top of it.

    What they are computed from isn't told, so the model lacks them.

    Args:
        layers: What a config has of the layers.
    """
    if not any(_class_of(one) in _TERMS for one in layers):
        return layers
    left = [one for one in layers if _class_of(one) not in _OF_TERMS]
    names = [
        one["config"]["name"] for one in layers if _class_of(one) in _TERMS
    ]
    warnings.warn(
        "A Sequential model in a file of tf_keras has a loss or metric of "
        "symbols, and doesn't say of which. Expected layers alone. Received: "
        f"{names}. They are left out: add them again with `add_loss`, "
        "`add_metric`.",
        stacklevel=2,
    )
    return left


def _class_of(described) -> str | None:
    is_dict = isinstance(described, dict)
    return described.get("class_name") if is_dict else None


def read(model, config: dict) -> None:
    """Gives a stack the terms of a config.

    Args:
        model: A Sequential model with the layers of the one described.
        config: What that one's `get_config` returned.
    """
    graph = model._keras_state.topology.graph
    if graph is None or not config.get(KEY):
        return
    found = {"layers": config[KEY]}
    reader = graph_reader.GraphReader(found, model._keras_who, graph)
    terms.extend_graph(model, reader.terms)
