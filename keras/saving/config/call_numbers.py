"""How a functional model's config counts the calls of a model inside it.

A reference `[layer, call, tensor]` counts a layer's calls from 0, in the order
of its `inbound_nodes`. For a model that has an input layer, tf_keras counts
from 1 (its call 0 is the one that made it), Keras 3 from 0; tf_keras 2.21 never
returns from loading a config that counts from 0. One that lists every call
twice, and refers to 2 k + 1 for call k, means the same to both.
"""

from collections.abc import Callable


def doubled(config: dict) -> dict:
    """Returns a graph's config that both ways of counting read alike.

    Args:
        config: A functional model's; calls are counted from 0.
    """
    inner = _models_in(config)
    layers = [
        {**layer, "inbound_nodes": _twice(layer["inbound_nodes"])}
        if layer.get("name") in inner
        else layer
        for layer in config["layers"]
    ]
    return _renumbered(
        {**config, "layers": layers}, lambda name, call: 2 * call + 1, inner
    )


def from_zero(config: dict) -> dict:
    """Returns a graph's config that counts all calls from 0.

    Args:
        config: A functional model's, of any version.
    """
    from_one = set()
    for name, num_calls in _models_in(config).items():
        if max(_calls_referred_to(config, name), default=-1) >= num_calls:
            from_one.add(name)
    return _renumbered(config, lambda name, call: call - 1, from_one)


def _calls_referred_to(config: dict, name: str) -> list[int]:
    found: list[int] = []
    _map_references(config, {name}, lambda _, call: found.append(call))
    return found


def is_graph(config) -> bool:
    """Tells whether a config is a functional model's."""
    return (
        isinstance(config, dict)
        and "input_layers" in config
        and isinstance(config.get("layers"), list)
        and all(isinstance(layer, dict) for layer in config["layers"])
    )


def _models_in(config: dict) -> dict[str, int]:
    """Names of the models among the layers, with their numbers of calls."""
    return {
        layer.get("name"): len(layer.get("inbound_nodes") or ())
        for layer in config["layers"]
        if isinstance(layer.get("config"), dict) and "layers" in layer["config"]
    }


def _twice(calls: list) -> list:
    return [call for call in calls for _ in range(2)]


def _renumbered(config: dict, number: Callable, names) -> dict:
    if not names:
        return config
    return _map_references(config, set(names), number)


def _map_references(value, names: set, number: Callable):
    """Copies a config with another number in each reference to `names`.

    The configs of layers are not looked into: their references are their own.
    """
    if isinstance(value, dict):
        return {
            key: part
            if key == "config" and "inbound_nodes" in value
            else _map_references(part, names, number)
            for key, part in value.items()
        }
    if not isinstance(value, (list, tuple)):
        return value
    if _is_reference(value, names):
        name, call, *rest = value
        rest = [_map_references(part, names, number) for part in rest]
        return [name, number(name, call), *rest]
    return [_map_references(part, names, number) for part in value]


def _is_reference(value, names: set) -> bool:
    return (
        len(value) in (3, 4)
        and isinstance(value[0], str)
        and value[0] in names
        and type(value[1]) is int
        and type(value[2]) is int
    )
