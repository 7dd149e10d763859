"""One symbolic call of a layer: the edge between symbolic tensors."""

import dataclasses
import weakref

import tensorflow as tf

from keras.backend import local_functions
from keras.engine.symbols import keras_tensor, masking


class Node:
    """A call of a layer on symbolic tensors.

    Attributes:
        layer: The layer that was called.
        args, kwargs: The call's arguments as given.
        inputs: The symbolic tensors among them, flat, in the order given.
        outputs: The nest of symbolic tensors that the call returned.
    """

    def __init__(self, layer, args: tuple, kwargs: dict, outputs) -> None:
        self.layer = layer
        self.args = args
        self.kwargs = kwargs
        self.outputs = outputs
        self.inputs = [
            value
            for value in flat_arguments(args, kwargs)
            if keras_tensor.is_keras_tensor(value)
        ]
        self.index = len(layer._keras_state.inbound.nodes)
        self._note_origins()
        layer._keras_state.inbound.nodes.append(self)
        self.note_uses()

    __reduce_ex__ = local_functions.reduce_ex

    def __setstate__(self, state: dict) -> None:
        # A copied symbol is told by its call where it comes from.
        self.__dict__.update(state)
        self._note_origins()

    def _note_origins(self) -> None:
        for i, tensor in enumerate(tf.nest.flatten(self.outputs)):
            if keras_tensor.is_keras_tensor(tensor):
                history = keras_tensor.History(self.layer, self.index, i)
                tensor.note_origin(self, history)

    def note_uses(self) -> None:
        """Tells the layers that made the inputs of this call."""
        for layer in self.origins:
            # A layer that is just being copied may have none yet.
            calls = getattr(vars(layer).get("_keras_state"), "inbound", None)
            if calls is not None:
                calls.note_use(self)

    @property
    def origins(self) -> list:
        """The layers that made the inputs, one for each input."""
        made = [tensor._keras_history for tensor in self.inputs]
        return [history.layer for history in made if history is not None]

    @property
    def is_there(self) -> bool:
        """Whether the layer still counts it among its calls."""
        return any(
            node is self for node in self.layer._keras_state.inbound.nodes
        )

    @property
    def is_input(self) -> bool:
        """Whether it stands for a model's input: it has none of its own."""
        return not self.inputs

    @property
    def outbound_layer(self):
        """The layer that was called: Keras 2's word for `layer`."""
        return self.layer

    @property
    def operation(self):
        """The layer that was called: Keras 3's word for it."""
        return self.layer

    @property
    def call_args(self) -> tuple:
        """The positional arguments of the call, as given."""
        return self.args

    @property
    def call_kwargs(self) -> dict:
        """The arguments of the call by name, as given."""
        return self.kwargs

    @property
    def arguments(self) -> "Arguments":
        """The arguments of the call, as Keras 3 keeps them."""
        return Arguments(self.args, self.kwargs, self.inputs)

    @property
    def input_masks(self) -> list:
        """The mask of each input, or None."""
        return [masking.mask_of(tensor) for tensor in self.inputs]

    @property
    def output_masks(self) -> list:
        """The mask of each output, or None."""
        return [masking.mask_of(t) for t in tf.nest.flatten(self.outputs)]

    @property
    def flat_input_ids(self) -> list[str]:
        """The keys of the inputs, for `map_arguments`."""
        return [str(id(tensor)) for tensor in self.inputs]

    @property
    def flat_output_ids(self) -> list[str]:
        """The keys of the outputs, for who replays the calls of a model."""
        return [str(id(tensor)) for tensor in tf.nest.flatten(self.outputs)]

    def map_arguments(self, tensor_dict: dict) -> tuple[tuple, dict]:
        """Returns the arguments of the call, with values for the symbols.

        Args:
            tensor_dict: A list of values for each key of `flat_input_ids`, as
                many as there are uses; each takes one away.
        """
        values = [tensor_dict[key].pop() for key in self.flat_input_ids]
        flat = [
            values.pop(0) if keras_tensor.is_keras_tensor(value) else value
            for value in flat_arguments(self.args, self.kwargs)
        ]
        packed = (self.args, list(self.kwargs.values()))
        args, named = tf.nest.pack_sequence_as(packed, flat)
        return args, dict(zip(self.kwargs, named))

    @property
    def inbound_layers(self):
        """The layers that made the inputs, in the structure of the inputs."""
        if self.is_input:
            return []
        return tf.nest.map_structure(
            lambda t: t._keras_history.layer, self.call_inputs
        )

    @property
    def parent_nodes(self) -> list["Node"]:
        """The calls that made this call's inputs, in order."""
        return self.parents

    @property
    def keras_inputs(self) -> list:
        """The symbolic tensors among the call's arguments, flat."""
        return self.inputs

    @property
    def input_tensors(self):
        """The layer's input; of an input layer, a list of what it hands on."""
        return [self.outputs] if self.is_input else self.call_inputs

    @property
    def output_tensors(self):
        """The layer's output; of an input layer, in a list."""
        return [self.outputs] if self.is_input else self.outputs

    @property
    def input_shapes(self):
        """The shapes of `input_tensors`, tuples."""
        return keras_tensor.shapes_of(self.input_tensors)

    @property
    def output_shapes(self):
        """The shapes of `output_tensors`, tuples."""
        return keras_tensor.shapes_of(self.output_tensors)

    def iterate_inbound(self):
        """Yields (layer, call index, tensor index, tensor) of each input."""
        for tensor in self.inputs:
            yield (*tensor._keras_history, tensor)

    @property
    def call_inputs(self):
        """The layer's input: its first argument."""
        return self.args[0] if self.args else self.outputs

    @property
    def parents(self) -> list["Node"]:
        """The calls that made this call's inputs, in order."""
        return [node_of(tensor) for tensor in self.inputs]


@dataclasses.dataclass(frozen=True)
class Arguments:
    """What a layer was called with.

    Attributes:
        args: By place.
        kwargs: By name.
        keras_tensors: The symbolic tensors among them, flat.
    """

    args: tuple
    kwargs: dict
    keras_tensors: list


def flat_arguments(args: tuple, kwargs: dict) -> list:
    """Returns a call's arguments, flat, in the order in which they stand.

    Files know them by this order: of the layers before them, and of weights.
    `tf.nest` alone would sort keywords by name.
    """
    return tf.nest.flatten((args, list(kwargs.values())))


def node_of(tensor: keras_tensor.KerasTensor) -> Node:
    """Returns the call that made a symbolic tensor."""
    return tensor.node


@dataclasses.dataclass
class InboundCalls:
    """The symbolic calls of one layer, and the questions asked about them."""

    nodes: list[Node] = dataclasses.field(default_factory=list)
    # Weak: a layer that many models begin with keeps none of them alive.
    _uses: weakref.WeakValueDictionary = dataclasses.field(
        default_factory=weakref.WeakValueDictionary
    )

    def __reduce__(self):
        # A copy of the layer alone is used by nobody.
        return InboundCalls, (), {"nodes": self.nodes}

    def note_use(self, node: Node) -> None:
        """Notes a call that takes one of the layer's outputs."""
        self._uses[id(node)] = node

    def replace_uses(self, nodes) -> None:
        """Makes `nodes` the calls that take the layer's outputs."""
        self._uses.clear()
        for node in nodes:
            self.note_use(node)

    @property
    def outbound(self) -> list[Node]:
        """The calls that take an output, once for each that they take."""
        return [
            node
            for node in list(self._uses.values())
            if node.is_there
            for layer in node.origins
            if layer._keras_state.inbound is self
        ]

    def at(self, index: int, what: str, layer_name: str):
        """Returns 'input', 'output', … of one call.

        Raises:
            RuntimeError: If the layer was never called symbolically.
            ValueError: If it wasn't called that often.
        """
        if not self.nodes:
            raise RuntimeError(_never_called(what, layer_name))
        if not -len(self.nodes) <= index < len(self.nodes):
            raise ValueError(
                f"{layer_name}: no such call. Expected an index below "
                f"{len(self.nodes)}. Received: node_index={index}."
            )
        return _ATTRIBUTES[what](self.nodes[index])

    def first(self, what: str, layer_name: str):
        """Returns 'input', 'output', … of the first call.

        Raises:
            AttributeError: If there is no call.
        """
        if not self.nodes:
            raise AttributeError(_never_called(what, layer_name))
        return self.at(0, what, layer_name)

    def only(self, what: str, layer_name: str):
        """Returns 'input_shape' or 'output_shape' when all calls agree on it.

        Raises:
            AttributeError: If there is no call, or several that differ.
        """
        first = self.first(what, layer_name)
        for index in range(1, len(self.nodes)):
            if self.at(index, what, layer_name) != first:
                raise AttributeError(
                    f"{layer_name} has several of {what}: it was called "
                    f"{len(self.nodes)} times. Expected calls that agree. Use "
                    f"`get_{what}_at(node_index)`."
                )
        return first


def _never_called(what: str, layer_name: str) -> str:
    return (
        f"{layer_name} has no {what}: it was never called on a symbolic "
        "tensor. Expected a layer of a functional or built Sequential model. "
        "Received: no call. Call it on a `keras.Input` first."
    )


_ATTRIBUTES = {
    "input": lambda node: node.call_inputs,
    "output": lambda node: node.outputs,
    "input_shape": lambda node: keras_tensor.shapes_of(node.call_inputs),
    "output_shape": lambda node: keras_tensor.shapes_of(node.outputs),
    "input_mask": lambda node: tf.nest.map_structure(
        masking.mask_of, node.call_inputs
    ),
    "output_mask": lambda node: tf.nest.map_structure(
        masking.mask_of, node.outputs
    ),
}
