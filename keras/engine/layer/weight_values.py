"""What a layer has learned, as arrays: of variables, and of vocabularies.

A table of tokens is no variable, but Keras 2 has what is in it among the values
of the weights; so does a program that keeps a layer as a config and a list of
arrays.
"""

from typing import Any

import tensorflow as tf

from keras.backend import outside_graphs
from keras.engine.layer import tracking
from keras.engine.layer import variables as layer_variables


def get_weights(layer: Any) -> list:
    """Returns the values of all variables, as NumPy arrays.

    A vocabulary that was learned or set is an array of tokens among them, after
    the variables of its layer.
    """
    parts = _parts(layer)
    arrays = iter(
        outside_graphs.arrays(
            f"{layer._keras_who}.get_weights", _variables(parts)
        )
    )
    return [
        next(arrays) if isinstance(part, tf.Variable) else part._keras_tokens()
        for part in parts
    ]


def set_weights(layer: Any, weights: Any) -> None:
    """Sets the values of all variables.

    Args:
        weights: Arrays, in the order and of the shapes of `get_weights`.
    Raises:
        ValueError: If their number or a shape differs; none is set then.
    """
    parts, weights = _parts(layer), list(weights)
    variables = _variables(parts)
    if len(variables) == len(parts):
        layer_variables.assign_all(layer._keras_who, variables, weights)
        return
    if len(weights) != len(parts):
        raise ValueError(
            f"{layer._keras_who}: the number of arrays differs. Expected "
            f"{len(variables)} for variables and {len(parts) - len(variables)} "
            f"for vocabularies. Received: {len(weights)}."
        )
    pairs = list(zip(parts, weights))
    tables = [(p, w) for p, w in pairs if not isinstance(p, tf.Variable)]
    for part, tokens in tables:
        part._keras_check_tokens(tokens)
    arrays = [w for p, w in pairs if isinstance(p, tf.Variable)]
    layer_variables.assign_all(layer._keras_who, variables, arrays)
    for part, tokens in tables:
        part._keras_take_tokens(tokens)


def _parts(layer) -> list:
    """Returns variables, and layers with a vocabulary, in Keras's order."""
    tables = [
        part
        for part in tracking.with_inner_layers(layer)
        if part._keras_has_tokens
    ]
    if not tables:
        return layer.weights
    found: dict[int, object] = {}
    if layer._keras_layers_first:
        for inner in layer.layers:
            found |= {id(part): part for part in _parts(inner)}
    found |= {id(part): part for part in (*layer.weights, *tables)}
    return list(found.values())


def _variables(parts: list) -> list[tf.Variable]:
    return [part for part in parts if isinstance(part, tf.Variable)]
