"""A functional model's graph as plain data.

Written in Keras 2's form: a call is a list of `[layer, call, tensor, kwargs]`,
one for each tensor of the first argument; a call that it has no place for is in
Keras 3's form, `{"args", "kwargs"}` with `__keras_tensor__` entries. What the
former doesn't say (types of arrays, tuples) is beside it in `exact_arguments`
and `exact_structures`, which the other packages pass over.
"""

import functools
import inspect
from collections.abc import Callable, Iterable

import tensorflow as tf

from keras.engine.graph import call_constants, graph_order, op_layer
from keras.engine.graph import graph as graph_module
from keras.engine.symbols import keras_tensor
from keras.engine.symbols import node as node_module
from keras.saving.config import call_numbers as call_numbers_module
from keras.saving.config import object_config, sharing

CONSTANT = "_CONSTANT_VALUE"
EXACT = "exact_arguments"
# Where they hold the first one.
FIRST = ""
STRUCTURES = "exact_structures"


def graph_config(graph: graph_module.Graph) -> dict:
    """Describes the layers, calls, inputs and outputs of a graph."""
    return sharing.one_description(functools.partial(_described, graph))


def _described(graph: graph_module.Graph) -> dict:
    writer = _Writer(graph)
    ends = {"input_layers": graph.inputs, "output_layers": graph.outputs}
    described = {
        "layers": [writer.described(layer) for layer in graph.layers],
        **{key: _references(ends[key], writer.numbers) for key in ends},
    }
    structures = {
        key: call_constants.nest_as_plain(_numbered(tensors))
        for key, tensors in ends.items()
        if call_constants.has_tuple(tensors)
    }
    # Only where JSON would make lists of tuples.
    return described | ({STRUCTURES: structures} if structures else {})


def _numbered(tensors):
    """Returns a nest with numbers in the places of tensors."""
    count = len(tf.nest.flatten(tensors))
    return tf.nest.pack_sequence_as(tensors, list(range(count)))


class _Writer:
    """Describes the layers of a graph, with their calls."""

    def __init__(self, graph: graph_module.Graph) -> None:
        self.numbers = call_numbers(graph)
        self._nodes = {id(node) for node in graph.nodes}
        self._variables = call_constants.Variables()
        self._names = {layer.name for layer in graph.layers}
        self._owners = {
            id(weight): layer.name
            for layer in graph.layers
            if not isinstance(layer, op_layer.OpLayer)
            for weight in layer.weights
        }

    def described(self, layer) -> dict:
        """Describes a layer and its calls in the graph."""
        found = object_config.serialize_keras_object(layer)
        found["name"] = layer.name
        calls = [
            node
            for node in layer._keras_state.inbound.nodes
            if id(node) in self._nodes and not node.is_input
        ]
        found["inbound_nodes"] = [self._described_call(node) for node in calls]
        exact = [self._exact_arguments(node) for node in calls]
        return found | ({EXACT: exact} if any(exact) else {})

    def _described_call(self, node: node_module.Node):
        named = self._named_arguments(node)
        if named is None:
            exact = functools.partial(self._exact, node, _keras_3_reference)
            return {
                "args": [self._as_plain(a, exact) for a in node.args],
                "kwargs": {
                    key: self._as_plain(value, exact)
                    for key, value in node.kwargs.items()
                },
            }
        first, kwargs = named
        kwargs = _mapped(kwargs, self._as_keras_2)

        def described(leaf):
            if keras_tensor.is_keras_tensor(leaf):
                return [*_reference(leaf, self.numbers), kwargs]
            return [CONSTANT, -1, self._as_keras_2(leaf), kwargs]

        if not isinstance(first, (list, tuple, dict)):
            # A function's first argument may be a list of one: none is put
            # around.
            return (
                described(first) if _is_function(node) else [described(first)]
            )
        return _mapped(first, described)

    def _named_arguments(self, node: node_module.Node):
        """Splits a call's arguments, as Keras 2's form does; None if it can't.

        It has no place for arguments without a name, and none for a list that
        begins as a reference to a layer does.
        """
        named = _named_arguments(node)
        given = (node.args, node.kwargs)
        is_clear = not call_constants.has_reference(given, self._names)
        return named if is_clear else None

    def _as_plain(self, value, exact: Callable):
        return call_constants.nest_as_plain(value, exact, self._names)

    def _exact_arguments(self, node: node_module.Node) -> dict:
        """Describes the arguments of which Keras 2's form doesn't say all."""
        named = self._named_arguments(node)
        if named is None:
            return {}
        arguments = {FIRST: named[0], **named[1]}
        exact = functools.partial(self._exact, node, _reference)
        return {
            name: self._as_plain(value, exact)
            for name, value in arguments.items()
            if not self._is_whole(node, name, value)
        }

    def _is_whole(self, node: node_module.Node, name: str, value) -> bool:
        is_function = _is_function(node)
        # Read as what is in it, as there is a list around each.
        is_one = isinstance(value, list) and len(value) == 1
        if name == FIRST and is_one and not is_function:
            return False
        return call_constants.is_whole_in_keras_2(value, is_function)

    def _as_keras_2(self, leaf):
        if keras_tensor.is_keras_tensor(leaf):
            return _reference(leaf, self.numbers)
        return call_constants.as_keras_2(leaf)

    def _exact(self, node: node_module.Node, reference: Callable, leaf):
        if keras_tensor.is_keras_tensor(leaf):
            return reference(leaf, self.numbers)
        if id(leaf) in self._owners:
            raise ValueError(
                f"A call of layer {node.layer.name!r} takes a weight of layer "
                f"{self._owners[id(leaf)]!r}: a file would have two variables "
                "in its place, which training moves apart. Expected symbolic "
                "tensors and constants. Received: a weight named "
                f"{leaf.name!r}. Give the layer that owns it to the other "
                "one's constructor, or call it there."
            )
        if _is_function(node):
            return call_constants.exact_to_function(leaf, self._variables)
        return call_constants.exact(leaf, self._variables)


def call_numbers(graph) -> dict[int, int]:
    """Numbers each layer's calls among those of the graph, as files do.

    From 0, and from 1 those of a model that was made of symbols.
    """
    kept = {id(node) for node in graph.nodes}
    numbers = {}
    for layer in graph.layers:
        first = 1 if graph_order.own_inputs(layer) else 0
        calls = [
            node
            for node in layer._keras_state.inbound.nodes
            if id(node) in kept
        ]
        numbers |= {id(node): k for k, node in enumerate(calls, first)}
    return numbers


def _reference(tensor, numbers: dict[int, int]) -> list:
    layer, _, tensor_index = tensor._keras_history
    number = numbers[id(node_module.node_of(tensor))]
    return [layer.name, number, tensor_index]


def _keras_3_reference(tensor, numbers: dict[int, int]) -> dict:
    config = {
        "shape": call_constants.exact(tensor.shape, None)["items"],
        "dtype": tensor.dtype.name,
        "keras_history": _reference(tensor, numbers),
    }
    return {"class_name": call_numbers_module.TENSOR, "config": config}


def _is_function(node: node_module.Node) -> bool:
    return isinstance(node.layer, op_layer.OpLayer)


def _references(tensors, numbers):
    """Returns a reference for each tensor, in the nest as it is."""
    if keras_tensor.is_keras_tensor(tensors):
        return [_reference(tensors, numbers)]
    return tf.nest.map_structure(
        lambda tensor: _reference(tensor, numbers), tensors
    )


def _mapped(structure, function):
    """Maps leaves of a nest that a JSON file can hold: tuples become lists."""
    if isinstance(structure, dict):
        return {k: _mapped(v, function) for k, v in structure.items()}
    if isinstance(structure, (list, tuple)):
        return [_mapped(part, function) for part in structure]
    return function(structure)


def _named_arguments(node: node_module.Node):
    """Splits a call's arguments into the first and the rest by name.

    Returns:
        The first and a dict; None when they can't be told so.
    """
    layer = node.layer
    if _is_function(node):
        return _named_arguments_of_op(node)
    if len(node.args) > 1 and _takes_any_number(
        inspect.signature(layer.call).parameters.values()
    ):
        return None
    first, _, named = layer._keras_signature.name_arguments(
        layer, node.args, node.kwargs
    )
    return first, named


def _named_arguments_of_op(node: node_module.Node):
    parameters = node.layer.parameters
    names = [parameter.name for parameter in parameters]
    arguments = {**dict(zip(names, node.args)), **node.kwargs}
    flat = tf.nest.flatten(arguments)
    if (
        _takes_any_number(parameters)
        or not tf.nest.flatten(arguments.get(names[0], []))
        or not all(map(call_constants.has_keras_2_form, flat))
    ):
        return None
    return arguments.pop(names[0]), arguments


def _takes_any_number(parameters: Iterable[inspect.Parameter]) -> bool:
    return any(p.kind is p.VAR_POSITIONAL for p in parameters)
