"""A functional model's graph from plain data.

Of this package (`graph_config`), Keras 2 or 3.
"""

import heapq

import tensorflow as tf

from keras.backend import suggestion
from keras.engine.graph import (
    call_constants,
    graph_config,
    op_arguments,
    op_layer,
    term_layers,
)
from keras.engine.graph import graph as graph_module
from keras.engine.layer import tracking
from keras.saving.config import (
    call_numbers,
    keras3_operations,
    object_config,
    sharing,
)

_TERM_LAYERS = (term_layers.AddLoss, term_layers.AddMetric)


class GraphReader:
    """Makes the layers of a described graph, and calls them.

    Args:
        config: What `graph_config` returned.
        where: The model, as a message says it.
        known: A graph whose layers are there, and are called too. Default:
            none.
    """

    def __init__(
        self,
        config: dict,
        where: str,
        known: graph_module.Graph | None = None,
    ) -> None:
        self._where = where
        self._layers = {}
        self._outputs: dict[tuple[str, int], list] = {}
        self._exact: dict[str, list[dict]] = {}
        self._variables = call_constants.Variables()
        self._waiting = []
        if known is not None:
            self._know(known)
        else:
            config = call_numbers.from_zero(config)
        with sharing.one_reading(config):
            for described in config["layers"]:
                self._make(described)
        self._call_all()
        self._structures = config.get(graph_config.STRUCTURES, {})
        self.inputs = self._ends(config, "input_layers")
        self.outputs = self._ends(config, "output_layers")
        # What losses and metrics of a model's own stand on.
        self.terms = [
            self._outputs[name, 0]
            for name, layer in self._layers.items()
            if isinstance(layer, _TERM_LAYERS) and (name, 0) in self._outputs
        ]

    def _know(self, graph: graph_module.Graph) -> None:
        numbers = graph_config.call_numbers(graph)
        self._layers.update((layer.name, layer) for layer in graph.layers)
        self._outputs.update(
            ((node.layer.name, numbers[id(node)]), node.outputs)
            for node in graph.nodes
        )

    def _make(self, described: dict) -> None:
        described = keras3_operations.in_our_words(described)
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
        self._exact[name] = described.get(graph_config.EXACT, [])
        for number, call in enumerate(described.get("inbound_nodes", [])):
            self._waiting.append((name, number, call))

    def _call_all(self) -> None:
        """Makes calls whose inputs are there, in rounds, until none is left.

        Threat: a file whose layers stand backwards has as many rounds as calls.
        So each call is looked at once, and then as what it waits for is made.
        """
        waits_for, followers = self._waits()
        # By round and place, which is the order of going over all in rounds.
        ready = [(0, i) for i, needed in enumerate(waits_for) if not needed]
        num_made = 0
        while ready:
            turn, place = heapq.heappop(ready)
            self._call(*self._waiting[place])
            num_made += 1
            for follower in followers[place]:
                waits_for[follower].discard(place)
                if not waits_for[follower]:
                    later = (turn + (follower < place), follower)
                    heapq.heappush(ready, later)
        if num_made < len(self._waiting):
            names = {
                name
                for (name, *_), left in zip(self._waiting, waits_for)
                if left
            }
            raise ValueError(
                f"{self._where}: calls wait for each other, or for a "
                "layer that isn't there. Expected an acyclic graph. "
                f"Received: layers {sorted(names)[:5]}."
            )
        self._waiting = []

    def _waits(self) -> tuple[list[set[int | None]], list[list[int]]]:
        """Returns for each call which others it waits for, and which for it.

        They are told by their places. None stands for one that isn't there.
        """
        places = {
            (name, number): place
            for place, (name, number, _) in enumerate(self._waiting)
        }
        waits_for, followers = [], [[] for _ in self._waiting]
        for place, (_, number, call) in enumerate(self._waiting):
            named = set(_tensors_named(call, self._layers))
            needed = {places.get(one) for one in named - self._outputs.keys()}
            if number:  # The calls of a layer are made in their order.
                needed.add(place - 1)
            for other in needed - {None}:
                followers[other].append(place)
            waits_for.append(needed)
        return waits_for, followers

    def _call(self, name: str, number: int, call) -> None:
        layer = self._layers[name]
        if _is_keras_3_call(call):
            args = [self._revived(value) for value in call["args"]]
            kwargs = self._revived(call["kwargs"])
        else:
            args, kwargs = self._keras_2_arguments(layer, call)
        for key, value in dict(*self._exact[name][number : number + 1]).items():
            if key == graph_config.FIRST:
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
            if entry[0] == graph_config.CONSTANT:
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

    def _ends(self, config: dict, key: str):
        """Returns inputs or outputs, in the nest that they were in."""
        tensors = self._tensors(config.get(key, []))
        if key not in self._structures:
            return tensors
        flat = tf.nest.flatten(tensors)
        numbers = self._revived(self._structures[key])
        return tf.nest.map_structure(flat.__getitem__, numbers)

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
            if value.get("class_name") == call_numbers.TENSOR:
                return self._tensor(value["config"]["keras_history"])
            if value.get("class_name") == "__tuple__":
                parts = list(map(self._revived, value["config"]))
                return call_constants.tuple_of(value, parts)
            if value.get("class_name") == "__dict__":
                return dict(map(self._revived, value["config"]))
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
        if call.get("class_name") == call_numbers.TENSOR:
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
