"""Losses and metrics on symbols of a Sequential model, in its config.

Its layers alone don't tell them: they stand on calls beside the stack. The
other packages pass over the entry, as they lose such terms.
"""

from keras.engine.graph import graph_config, graph_reader
from keras.engine.model import terms

KEY = "terms"


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
