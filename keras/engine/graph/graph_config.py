"""A functional model's graph as plain data, and back.

Written in Keras 2's form: a call is a list of `[layer, call, tensor, kwargs]`,
one for each tensor of the first argument. Keras 3's form, `{"args", "kwargs"}`
with `__keras_tensor__` entries, is read too.
"""

import functools
import inspect

import tensorflow as tf

from keras.backend import suggestion
from keras.engine.graph import (
    call_constants,
    graph_order,
    op_arguments,
    op_layer,
    term_layers,
)
from keras.engine.graph import graph as graph_module
from keras.engine.layer import tracking
from keras.engine.symbols import keras_tensor
from keras.engine.symbols import node as node_module
from keras.saving.config import call_numbers, object_config, sharing

_TERM_LAYERS = (term_layers.AddLoss, term_layers.AddMetric)
_CONSTANT = "_CONSTANT_VALUE"
_TENSOR = "__keras_tensor__"
# Where `exact_arguments` hold the first one.
_FIRST = ""


def graph_config(graph: graph_module.Graph) -> dict:
    """Describes the layers, calls, inputs and outputs of a graph."""
    return sharing.one_description(functools.partial(_described, graph))


def _described(graph: graph_module.Graph) -> dict:
    writer = _Writer(graph)
    return {
        "layers": [writer.described(layer) for layer in graph.layers],
        "input_layers": _references(graph.inputs, writer.numbers),
        "output_layers": _references(graph.outputs, writer.numbers),
    }


class _Writer:
    """Describes the layers of a graph, with their calls."""

    def __init__(self, graph: graph_module.Graph) -> None:
        self.numbers = _call_numbers(graph)
        self._nodes = {id(node) for node in graph.nodes}
        self._variables = call_constants.Variables()

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
        if isinstance(layer, op_layer.OpLayer):
            exact = [self._exact_arguments(node) for node in calls]
            if any(exact):
                found["exact_arguments"] = exact
        return found

    def _described_call(self, node: node_module.Node):
        named = _named_arguments(node)
        if named is None:
            # Keras 2's form has no place for arguments without a name.
            return {
                "args": _mapped(node.args, self._exact),
                "kwargs": _mapped(node.kwargs, self._exact),
            }
        first, kwargs = named
        kwargs = _mapped(kwargs, self._as_keras_2)

        def described(leaf):
            if keras_tensor.is_keras_tensor(leaf):
                return [*_reference(leaf, self.numbers), kwargs]
            return [_CONSTANT, -1, self._as_keras_2(leaf), kwargs]

        if not isinstance(first, (list, tuple, dict)):
            # A function's first argument may be a list of one: none is put
            # around.
            is_function = isinstance(node.layer, op_layer.OpLayer)
            return described(first) if is_function else [described(first)]
        return _mapped(first, described)

    def _exact_arguments(self, node: node_module.Node) -> dict:
        """Describes the arguments of which Keras 2's form doesn't say all."""
        named = _named_arguments(node)
        if named is None:
            return {}
        arguments = {_FIRST: named[0], **named[1]}
        return {
            name: _mapped(value, self._exact)
            for name, value in arguments.items()
            if not all(
                call_constants.is_whole_in_keras_2(leaf)
                for leaf in tf.nest.flatten(value)
            )
        }

    def _as_keras_2(self, leaf):
        if keras_tensor.is_keras_tensor(leaf):
            return _reference(leaf, self.numbers)
        return call_constants.as_keras_2(leaf)

    def _exact(self, leaf):
        if keras_tensor.is_keras_tensor(leaf):
            return _reference(leaf, self.numbers)
        return call_constants.exact(leaf, self._variables)


def _call_numbers(graph) -> dict[int, int]:
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
    if isinstance(layer, op_layer.OpLayer):
        return _named_arguments_of_op(node)
    parameters = inspect.signature(layer.call).parameters.values()
    if len(node.args) > 1 and _takes_any_number(parameters):
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


def _takes_any_number(parameters) -> bool:
    return any(p.kind is p.VAR_POSITIONAL for p in parameters)


class GraphReader:
    """Makes the layers of a described graph, and calls them.

    Args:
        config: What `graph_config` returned.
        where: The model, as a message says it.
    """

    def __init__(self, config: dict, where: str) -> None:
        self._where = where
        self._layers = {}
        self._outputs: dict[tuple[str, int], list] = {}
        self._exact: dict[str, list[dict]] = {}
        self._variables = call_constants.Variables()
        self._waiting = []
        config = call_numbers.from_zero(config)
        with sharing.one_reading(config):
            for described in config["layers"]:
                self._make(described)
        self._call_all()
        self.inputs = self._tensors(config["input_layers"])
        self.outputs = self._tensors(config["output_layers"])
        # What losses and metrics of a model's own stand on.
        self.terms = [
            self._outputs[name, 0]
            for name, layer in self._layers.items()
            if isinstance(layer, _TERM_LAYERS) and (name, 0) in self._outputs
        ]

    def _make(self, described: dict) -> None:
        layer = object_config.deserialize_keras_object(
            described, namespace="keras.layers"
        )
        name = described.get("name", layer.name)
        if name in self._layers:
            raise ValueError(
                f"{self._where}: two layers have one name, so calls can't "
                f"tell them apart. Expected other names. Received: {name!r}."
            )
        self._layers[name] = layer
        if (
            layer._keras_state.inbound.nodes
            and not layer._keras_state.inbound.nodes[0].inputs
        ):
            self._outputs[name, 0] = layer._keras_state.inbound.nodes[0].outputs
        self._exact[name] = described.get("exact_arguments", [])
        for number, call in enumerate(described.get("inbound_nodes", [])):
            self._waiting.append((name, number, call))

    def _call_all(self) -> None:
        """Makes calls whose inputs are there, until none is left."""
        while self._waiting:
            # The calls of a layer are made in their order.
            later, waits = [], set()
            for waiting in self._waiting:
                name, _, call = waiting
                needed = set(_tensors_named(call, self._layers))
                if name not in waits and needed <= self._outputs.keys():
                    self._call(*waiting)
                else:
                    later.append(waiting)
                    waits.add(name)
            if len(later) == len(self._waiting):
                raise ValueError(
                    f"{self._where}: calls wait for each other, or for a "
                    "layer that isn't there. Expected an acyclic graph. "
                    f"Received: layers {sorted(waits)[:5]}."
                )
            self._waiting = later

    def _call(self, name: str, number: int, call) -> None:
        layer = self._layers[name]
        if _is_keras_3_call(call):
            args = [self._revived(value) for value in call["args"]]
            kwargs = self._revived(call["kwargs"])
        else:
            args, kwargs = self._keras_2_arguments(layer, call)
        for key, value in dict(*self._exact[name][number : number + 1]).items():
            if key == _FIRST:
                args = (self._revived(value), *args[1:])
            else:
                kwargs[key] = self._revived(value)
        if isinstance(layer, op_layer.OpLayer):
            self._outputs[name, number] = op_arguments.called(
                self._where, layer, args, kwargs
            )
        else:
            self._outputs[name, number] = layer(*args, **kwargs)

    def _keras_2_arguments(self, layer, call):
        kwargs: dict = {}

        def first(entry):
            kwargs.update(entry[3] if len(entry) > 3 else {})
            if entry[0] == _CONSTANT:
                return self._revived(entry[2])
            return self._tensor(entry[:3])

        found = _map_entries(call, first)
        is_function = isinstance(layer, op_layer.OpLayer)
        if not is_function and isinstance(found, list) and len(found) == 1:
            found = found[0]
        return (found,), {k: self._revived(v) for k, v in kwargs.items()}

    def _tensor(self, reference):
        name, number, index = reference
        if (name, number) not in self._outputs:
            raise suggestion.unknown_name("layer", str(name), self._layers)
        outputs = tf.nest.flatten(self._outputs[name, number])
        if not 0 <= index < len(outputs):
            raise ValueError(
                f"{self._where}: a call uses an output that isn't there. "
                f"Expected one of the {len(outputs)} of layer {name!r}. "
                f"Received: index={index}. Files of tf_keras lose arguments "
                "of some functions."
            )
        return outputs[index]

    def _tensors(self, references):
        if _is_reference(references, self._layers):
            return self._tensor(references)
        found = _map_entries(references, self._tensor)
        if isinstance(found, list) and len(found) == 1:
            return found[0]
        return found

    def _revived(self, value):
        if _is_reference(value, self._layers):
            return self._tensor(value)
        if isinstance(value, dict):
            if value.get("class_name") == _TENSOR:
                return self._tensor(value["config"]["keras_history"])
            if value.get("class_name") == "__ellipsis__":
                return Ellipsis
            if set(value) == {"start", "stop", "step"}:
                return slice(*(self._revived(v) for v in value.values()))
            if "class_name" in value:
                return call_constants.revived(value, self._variables)
            return {k: self._revived(v) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._revived(part) for part in value]
        return value


def _is_reference(value, layers: dict) -> bool:
    return (
        isinstance(value, (list, tuple))
        and len(value) == 3
        and isinstance(value[0], str)
        and all(isinstance(part, int) for part in value[1:])
        and value[0] in layers
    )


def _is_keras_3_call(call) -> bool:
    """Tells Keras 3's form from Keras 2's of a call on a dict."""
    return (
        isinstance(call, dict)
        and call.keys() == {"args", "kwargs"}
        and isinstance(call["args"], (list, tuple))
        and isinstance(call["kwargs"], dict)
    )


def _map_entries(structure, function):
    """Maps the `[name, call, tensor, …]` entries of a nest."""
    if isinstance(structure, dict):
        return {k: _map_entries(v, function) for k, v in structure.items()}
    if structure and isinstance(structure[0], str):
        return function(structure)
    parts = [_map_entries(part, function) for part in structure]
    return tracking.of_type(structure, parts)


def _tensors_named(call, layers: dict):
    """Yields `(layer, call number)` of each tensor that a call takes."""
    if isinstance(call, dict):
        if call.get("class_name") == _TENSOR:
            yield tuple(call["config"]["keras_history"][:2])
            return
        call = list(call.values())
    if not isinstance(call, (list, tuple)):
        return
    if len(call) in (3, 4) and _is_reference(call[:3], layers):
        yield tuple(call[:2])
        call = call[3:]
    for part in call:
        yield from _tensors_named(part, layers)
