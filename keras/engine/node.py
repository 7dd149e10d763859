"""One symbolic call of a layer: the edge between symbolic tensors."""

import dataclasses

import tensorflow as tf

from keras.engine import keras_tensor


class Node:
    """A call of a layer on symbolic tensors.

    Attributes:
        layer: The layer that was called.
        args, kwargs: The call's arguments as given.
        inputs: The symbolic tensors among them, flat.
        outputs: The nest of symbolic tensors that the call returned.
    """

    def __init__(self, layer, args: tuple, kwargs: dict, outputs) -> None:
        self.layer = layer
        self.args = args
        self.kwargs = kwargs
        self.outputs = outputs
        flat = tf.nest.flatten((args, kwargs))
        self.inputs = [t for t in flat if keras_tensor.is_keras_tensor(t)]
        self.index = len(layer._inbound.nodes)
        for i, tensor in enumerate(tf.nest.flatten(outputs)):
            if keras_tensor.is_keras_tensor(tensor):
                tensor._keras_history = keras_tensor.History(
                    layer, self.index, i
                )
        layer._inbound.nodes.append(self)

    @property
    def is_input(self) -> bool:
        """Whether it stands for a model's input: it has none of its own."""
        return not self.inputs

    @property
    def call_inputs(self):
        """The layer's input: its first argument."""
        return self.args[0] if self.args else self.outputs

    @property
    def parents(self) -> list["Node"]:
        """The calls that made this call's inputs, in order."""
        return [node_of(tensor) for tensor in self.inputs]


def node_of(tensor: keras_tensor.KerasTensor) -> Node:
    """Returns the call that made a symbolic tensor."""
    layer, node_index, _ = tensor._keras_history
    return layer._inbound.nodes[node_index]


@dataclasses.dataclass
class InboundCalls:
    """The symbolic calls of one layer, and the questions asked about them."""

    nodes: list[Node] = dataclasses.field(default_factory=list)

    def at(self, index: int, what: str, layer_name: str):
        """Returns 'input', 'output', … of one call.

        Raises:
            RuntimeError: If the layer was never called symbolically.
            ValueError: If it wasn't called that often.
        """
        if not self.nodes:
            raise AttributeError(
                f"{layer_name} has no {what}: it was never called on a "
                "symbolic tensor. Expected a layer of a functional or built "
                "Sequential model. Call it on a `keras.Input` first."
            )
        if not -len(self.nodes) <= index < len(self.nodes):
            raise ValueError(
                f"{layer_name}: no such call. Expected an index below "
                f"{len(self.nodes)}. Received: node_index={index}."
            )
        return _ATTRIBUTES[what](self.nodes[index])

    def only(self, what: str, layer_name: str):
        """Returns 'input', 'output', … when all calls agree on it.

        Raises:
            AttributeError: If there is no call, or several that differ.
        """
        first = self.at(0, what, layer_name)
        for index in range(1, len(self.nodes)):
            if not _same(self.at(index, what, layer_name), first):
                raise AttributeError(
                    f"{layer_name} has several of {what}: it was called "
                    f"{len(self.nodes)} times. Expected one call. Use "
                    f"`get_{what}_at(node_index)`."
                )
        return first


def _same(one, other) -> bool:
    if one is other:
        return True
    flat, flat_other = tf.nest.flatten(one), tf.nest.flatten(other)
    if any(keras_tensor.is_keras_tensor(t) for t in flat + flat_other):
        return len(flat) == len(flat_other) and all(
            a is b for a, b in zip(flat, flat_other)
        )
    return one == other


_ATTRIBUTES = {
    "input": lambda node: node.call_inputs,
    "output": lambda node: node.outputs,
    "input_shape": lambda node: keras_tensor.shapes_of(node.call_inputs),
    "output_shape": lambda node: keras_tensor.shapes_of(node.outputs),
    "input_mask": lambda node: tf.nest.map_structure(
        lambda t: t._keras_mask, node.call_inputs
    ),
    "output_mask": lambda node: tf.nest.map_structure(
        lambda t: t._keras_mask, node.outputs
    ),
}
