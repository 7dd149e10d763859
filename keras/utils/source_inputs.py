"""Finds the inputs that a symbolic tensor was computed from."""

import typing

from keras.engine.symbols import keras_tensor, node


def get_source_inputs(
    tensor: keras_tensor.KerasTensor,
    layer: typing.Any = None,
    node_index: int | None = None,
) -> list[keras_tensor.KerasTensor]:
    """Returns the `keras.Input`s that a symbolic tensor was computed from.

    Args:
        tensor: A symbolic tensor.
        layer: The layer whose call it came from. Default: its own.
        node_index: Number of that call. Default: its own.

    Returns:
        The inputs, each once, in the order in which calls use them.

    Raises:
        TypeError: If `tensor` isn't symbolic.

    Example:
        >>> a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b")
        >>> total = keras.layers.Add()([a, keras.layers.Dense(2)(b)])
        >>> [symbol.name for symbol in keras.utils.get_source_inputs(total)]
        ['a', 'b']
    """
    if not keras_tensor.is_keras_tensor(tensor):
        raise TypeError(
            "get_source_inputs: the tensor comes from no layer. Expected a "
            "symbolic tensor, made of `keras.Input`. Received: "
            f"tensor={tensor!r}."
        )
    start = node.node_of(tensor)
    if layer is not None and node_index is not None:
        start = layer._keras_state.inbound.nodes[node_index]
    if start.is_input:
        return [tensor]
    found: dict[int, keras_tensor.KerasTensor] = {}
    seen: set[int] = set()
    waiting = list(reversed(start.inputs))
    while waiting:
        symbol = waiting.pop()
        if id(symbol) in seen:
            continue
        seen.add(id(symbol))
        made_by = node.node_of(symbol)
        if made_by.is_input:
            found[id(symbol)] = symbol
        waiting += reversed(made_by.inputs)
    return list(found.values())
