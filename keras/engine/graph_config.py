"""A functional model's graph as plain data, and back.

Written in Keras 2's form: a call is a list of `[layer, call, tensor, kwargs]`,
one for each tensor of the first argument. Keras 3's form, `{"args", "kwargs"}`
with `__keras_tensor__` entries, is read too.
"""

import inspect

import tensorflow as tf

from keras.backend import suggestion
from keras.engine import graph as graph_module
from keras.engine import keras_tensor, op_layer, term_layers
from keras.engine import node as node_module
from keras.saving import object_config

_TERM_LAYERS = (term_layers.AddLoss, term_layers.AddMetric)
_CONSTANT = "_CONSTANT_VALUE"
_TENSOR = "__keras_tensor__"


def graph_config(graph: graph_module.Graph) -> dict:
    """Describes the layers, calls, inputs and outputs of a graph."""
    numbers = _call_numbers(graph)
    nodes = {id(node) for node in graph.nodes}
    layers = []
    for layer in graph.layers:
        described = object_config.serialize_keras_object(layer)
        described["name"] = layer.name
        described["inbound_nodes"] = [
            _described_call(node, numbers)
            for node in layer._inbound.nodes
            if id(node) in nodes and not node.is_input
        ]
        layers.append(described)
    return {
        "layers": layers,
        "input_layers": _references(graph.inputs, numbers),
        "output_layers": _references(graph.outputs, numbers),
    }


def _call_numbers(graph) -> dict[int, int]:
    """Numbers each layer's calls among those of the graph, from 0."""
    kept = {id(node) for node in graph.nodes}
    return {
        id(node): number
        for layer in graph.layers
        for number, node in enumerate(
            node for node in layer._inbound.nodes if id(node) in kept
        )
    }


def _reference(tensor, numbers: dict[int, int]) -> list:
    layer, _, tensor_index = tensor._keras_history
    number = numbers[id(node_module.node_of(tensor))]
    return [layer.name, number, tensor_index]


def _references(tensors, numbers):
    if keras_tensor.is_keras_tensor(tensors):
        return [_reference(tensors, numbers)]
    return _mapped(tensors, lambda tensor: _reference(tensor, numbers))


def _mapped(structure, function):
    """Maps leaves of a nest that a JSON file can hold: tuples become lists."""
    if isinstance(structure, dict):
        return {k: _mapped(v, function) for k, v in structure.items()}
    if isinstance(structure, (list, tuple)):
        return [_mapped(part, function) for part in structure]
    return function(structure)


def _described_call(node: node_module.Node, numbers: dict[int, int]):
    if len(node.args) > 1 and _takes_any_number(node.layer):
        # Keras 2's form has no place for arguments without a name.
        return {
            what: _mapped(given, lambda leaf: _plain(leaf, numbers))
            for what, given in (("args", node.args), ("kwargs", node.kwargs))
        }
    first, kwargs = _named_arguments(node)
    kwargs = {
        name: _mapped(value, lambda leaf: _plain(leaf, numbers))
        for name, value in kwargs.items()
    }

    def described(leaf):
        if keras_tensor.is_keras_tensor(leaf):
            return [*_reference(leaf, numbers), kwargs]
        return [_CONSTANT, -1, _plain(leaf, numbers), kwargs]

    if not isinstance(first, (list, tuple, dict)):
        # A function's first argument may be a list of one: none is put around.
        is_function = isinstance(node.layer, op_layer.TFOpLambda)
        return described(first) if is_function else [described(first)]
    return _mapped(first, described)


def _takes_any_number(layer) -> bool:
    is_function = isinstance(layer, op_layer.TFOpLambda)
    call = layer.function if is_function else layer.call
    parameters = inspect.signature(call).parameters.values()
    return any(p.kind is p.VAR_POSITIONAL for p in parameters)


def _named_arguments(node: node_module.Node):
    """Splits a call's arguments into the first and the rest by name."""
    layer = node.layer
    if not isinstance(layer, op_layer.TFOpLambda):
        first, _, named = layer._signature.name_arguments(
            layer, node.args, node.kwargs
        )
        return first, named
    names = list(inspect.signature(layer.function).parameters)
    arguments = {**dict(zip(names, node.args)), **node.kwargs}
    first = arguments.pop(next(iter(arguments)))
    return first, arguments


def _plain(value, numbers):
    if keras_tensor.is_keras_tensor(value):
        return _reference(value, numbers)
    if value is Ellipsis:
        return {"class_name": "__ellipsis__"}
    if isinstance(value, tf.DType):
        return value.name
    if isinstance(value, (tf.Tensor, tf.Variable)):
        return value.numpy().tolist()
    return object_config.plain(value)


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
        self._waiting = []
        for described in config["layers"]:
            self._make(described)
        self._call_all()
        self.inputs = self._tensors(config["input_layers"])
        self.outputs = self._tensors(config["output_layers"])
        # What losses and metrics of a model's own stand on.
        self.terms = [
            outputs
            for (name, _), outputs in self._outputs.items()
            if isinstance(self._layers[name], _TERM_LAYERS)
        ]

    def _make(self, described: dict) -> None:
        layer = object_config.deserialize_keras_object(
            described, namespace="keras.layers"
        )
        name = described.get("name", layer.name)
        self._layers[name] = layer
        if layer._inbound.nodes and not layer._inbound.nodes[0].inputs:
            self._outputs[name, 0] = layer._inbound.nodes[0].outputs
        for number, call in enumerate(described.get("inbound_nodes", [])):
            self._waiting.append((name, number, call))

    def _call_all(self) -> None:
        """Makes calls whose inputs are there, until none is left."""
        while self._waiting:
            ready, later = [], []
            done = set(self._outputs)
            for waiting in self._waiting:
                needed = set(_tensors_named(waiting[2], self._layers))
                enough = needed <= done and self._is_next(waiting, later)
                (ready if enough else later).append(waiting)
            if not ready:
                stuck = sorted({name for name, _, _ in later})
                raise ValueError(
                    f"{self._where}: calls wait for each other, or for a "
                    "layer that isn't there. Expected an acyclic graph. "
                    f"Received: layers {stuck[:5]}."
                )
            for waiting in ready:
                self._call(*waiting)
            self._waiting = later

    @staticmethod
    def _is_next(waiting, later: list) -> bool:
        return all(name != waiting[0] for name, _, _ in later)

    def _call(self, name: str, number: int, call) -> None:
        layer = self._layers[name]
        if isinstance(call, dict):
            args = [self._revived(value) for value in call["args"]]
            kwargs = self._revived(call["kwargs"])
        else:
            args, kwargs = self._keras_2_arguments(layer, call)
        if isinstance(layer, op_layer.SlicingOpLambda):
            args, kwargs = _slice_arguments(args, kwargs)
        self._outputs[name, number] = layer(*args, **kwargs)

    def _keras_2_arguments(self, layer, call):
        kwargs: dict = {}

        def first(entry):
            kwargs.update(entry[3] if len(entry) > 3 else {})
            if entry[0] == _CONSTANT:
                return entry[2]
            return self._tensor(entry[:3])

        found = _map_entries(call, first)
        is_function = isinstance(layer, op_layer.TFOpLambda)
        if not is_function and isinstance(found, list) and len(found) == 1:
            found = found[0]
        return (found,), {k: self._revived(v) for k, v in kwargs.items()}

    def _tensor(self, reference):
        name, number, index = reference
        if (name, number) not in self._outputs:
            raise suggestion.unknown_name("layer", str(name), self._layers)
        return tf.nest.flatten(self._outputs[name, number])[index]

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
                return object_config.revive(value)
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


def _map_entries(structure, function):
    """Maps the `[name, call, tensor, …]` entries of a nest."""
    if isinstance(structure, dict):
        return {k: _map_entries(v, function) for k, v in structure.items()}
    if structure and isinstance(structure[0], str):
        return function(structure)
    return [_map_entries(part, function) for part in structure]


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


def _slice_arguments(args: tuple, kwargs: dict):
    # Of a dense tensor it's called `slice_spec`, of a ragged one `key`.
    key = args[1] if len(args) > 1 else kwargs.get("key")
    key = kwargs.get("slice_spec", key)
    return (args[0], tuple(key) if isinstance(key, list) else key), {}
