"""How a functional model's config counts the calls of a model inside it.

A reference `[layer, call, tensor]` counts a layer's calls from 0, in the order
of its `inbound_nodes`. For a model that was made of symbols, Keras 2 counts
from 1 (its call 0 is the one that made it), and so do our configs; Keras 3
counts from 0, but for a functional model among the outputs, where it counts
from 1. Each fails on the other's, and tf_keras 2.21 may never return. A config
that lists every call twice, and refers to 2 k - 1 for call k, means the same to
both.
"""

from collections.abc import Callable

# Marks a tensor of the graph among the arguments of a call, in Keras 3's form.
TENSOR = "__keras_tensor__"
# What a layer has for each of its calls.
_CALLS = ("inbound_nodes", "exact_arguments")


def doubled(config: dict) -> dict:
    """Returns a graph's config that both ways of counting read alike.

    Args:
        config: A functional model's, in our way of counting.
    """
    inner = _counted_from_one(config)
    layers = [
        layer | {key: _twice(layer[key]) for key in _CALLS if key in layer}
        if layer.get("name") in inner
        else layer
        for layer in config["layers"]
    ]
    return _renumbered(
        {**config, "layers": layers}, lambda call: 2 * call - 1, inner
    )


def from_zero(config: dict) -> dict:
    """Returns a graph's config that counts all calls from 0.

    Args:
        config: A functional model's, of any version.
    """
    inner = _counted_from_one(config)
    mixed = _counted_as_keras_3(config)
    outputs = {"output_layers": config["output_layers"]}
    inside = _renumbered(config, lambda call: call - 1, inner - mixed)
    outputs = _renumbered(outputs, lambda call: call - 1, inner | mixed)
    return {**inside, **outputs}


def renamed(config: dict, old: str, new: str) -> dict:
    """Returns a model's config in which a layer has another name.

    Args:
        config: A functional model's, or a stack's, of any version.
        old: The layer's name; not that of one in a model inside.
        new: The other one.
    """
    layers = [
        _with_name(layer, new)
        if old in (layer.get("name"), layer["config"].get("name"))
        else layer
        for layer in config["layers"]
    ]
    return _map_references(
        {**config, "layers": layers}, {old}, lambda _, call: (new, call)
    )


def _with_name(layer: dict, name: str) -> dict:
    found = {**layer, "config": {**layer["config"], "name": name}}
    return {**found, "name": name} if "name" in layer else found


def is_graph(config) -> bool:
    """Tells whether a config is a functional model's."""
    return (
        isinstance(config, dict)
        and "input_layers" in config
        and isinstance(config.get("layers"), list)
        and all(isinstance(layer, dict) for layer in config["layers"])
    )


def _counted_from_one(config: dict) -> set[str]:
    """Names of layers whose last call has the number that counting gives.

    A config lists the calls that its outputs need, so the last one is among
    the references.
    """
    num_calls = {
        layer.get("name"): len(layer["inbound_nodes"])
        for layer in config["layers"]
        if layer.get("inbound_nodes")
    }
    last = dict.fromkeys(num_calls, 0)

    def note(name: str, call: int) -> tuple[str, int]:
        last[name] = max(last[name], call)
        return name, call

    _map_references(config, num_calls.keys(), note)
    return {name for name, call in last.items() if call == num_calls[name]}


def _counted_as_keras_3(config: dict) -> set[str]:
    """Names of functional models that only outputs count from 1.

    Every call is in use: all are referred to if they are counted so, and not
    if all references count from 1.
    """
    names = set()
    for layer in config["layers"]:
        if not is_graph(layer.get("config")):
            continue
        name, calls = layer["name"], {*range(len(layer["inbound_nodes"]))}
        inside = _numbers(config["layers"], name)
        last = {call - 1 for call in _numbers(config["output_layers"], name)}
        if {call - 1 for call in inside} | last != calls == inside | last:
            names.add(name)
    return names


def _numbers(value, name: str) -> set[int]:
    """Numbers of the calls that are referred to."""
    found = set()

    def note(name: str, call: int) -> tuple[str, int]:
        found.add(call)
        return name, call

    _map_references(value, {name}, note)
    return found


def _twice(calls: list) -> list:
    return [call for call in calls for _ in range(2)]


def _renumbered(config: dict, number: Callable, names: set) -> dict:
    if not names:
        return config
    return _map_references(
        config, names, lambda name, call: (name, number(call))
    )


def _map_references(value, names, refer: Callable):
    """Copies a config with another name and call in references to `names`.

    The configs of layers are not looked into: their references are their own.
    """
    if isinstance(value, dict):
        return {
            key: part
            if key == "config" and "inbound_nodes" in value
            else _map_references(part, names, refer)
            for key, part in value.items()
        }
    if not isinstance(value, (list, tuple)):
        return value
    if _is_reference(value, names):
        name, call, *rest = value
        rest = [_map_references(part, names, refer) for part in rest]
        return [*refer(name, call), *rest]
    parts = [_map_references(part, names, refer) for part in value]
    return getattr(value, "_make", type(value))(parts)


def _is_reference(value, names) -> bool:
    return (
        len(value) in (3, 4)
        and isinstance(value[0], str)
        and value[0] in names
        and type(value[1]) is int
        and type(value[2]) is int
    )
