"""What a layer tells of its symbolic calls: inputs, outputs, shapes, masks.

Properties and methods of `Layer`, which binds them under these names. They
read `layer._keras_state.inbound`, the calls, and nothing else.
"""

from typing import Any

from keras.engine.symbols import node


def _inbound_nodes(layer: Any) -> list[node.Node]:
    return layer._keras_state.inbound.nodes


def _outbound_nodes(layer: Any) -> list[node.Node]:
    return layer._keras_state.inbound.outbound


inbound_nodes = property(
    _inbound_nodes, doc="The symbolic calls of the layer, in order."
)
outbound_nodes = property(
    _outbound_nodes,
    doc="""The symbolic calls that took an output of the layer, in order.

    One that took several stands there as often.
    """,
)


def _of_first_call(what: str, doc: str) -> property:
    return property(
        lambda layer: layer._keras_state.inbound.first(what, layer._keras_who),
        doc=doc,
    )


def _of_all_calls(what: str, doc: str) -> property:
    return property(
        lambda layer: layer._keras_state.inbound.only(what, layer._keras_who),
        doc=doc,
    )


input = _of_first_call("input", "The symbolic input of the first call.")
output = _of_first_call("output", "The symbolic output of the first call.")
input_mask = _of_first_call(
    "input_mask", "The mask of the first symbolic input."
)
output_mask = _of_first_call(
    "output_mask", "The mask of the first symbolic output."
)
input_shape = _of_all_calls(
    "input_shape", "The shape of the symbolic input, where calls agree on it."
)
output_shape = _of_all_calls(
    "output_shape", "The shape of the symbolic output, where calls agree on it."
)


def get_input_at(layer: Any, node_index: int) -> Any:
    """Returns the input of the symbolic call of this index."""
    return layer._keras_state.inbound.at(node_index, "input", layer._keras_who)


def get_output_at(layer: Any, node_index: int) -> Any:
    """Returns the output of the symbolic call of this index."""
    return layer._keras_state.inbound.at(node_index, "output", layer._keras_who)


def get_input_shape_at(layer: Any, node_index: int) -> Any:
    """Returns the input's shape in the symbolic call of this index."""
    return layer._keras_state.inbound.at(
        node_index, "input_shape", layer._keras_who
    )


def get_output_shape_at(layer: Any, node_index: int) -> Any:
    """Returns the output's shape in the symbolic call of this index."""
    return layer._keras_state.inbound.at(
        node_index, "output_shape", layer._keras_who
    )


def get_input_mask_at(layer: Any, node_index: int) -> Any:
    """Returns the input's mask in the symbolic call of this index."""
    return layer._keras_state.inbound.at(
        node_index, "input_mask", layer._keras_who
    )


def get_output_mask_at(layer: Any, node_index: int) -> Any:
    """Returns the output's mask in the symbolic call of this index."""
    return layer._keras_state.inbound.at(
        node_index, "output_mask", layer._keras_who
    )
