"""The calls that lead from a model's inputs to its outputs, in Keras's order.

What is far from the outputs comes first. Calls run in this order, which tells
where a shared layer keeps state; layers and weights stand in it, in files too.
"""

import collections

from keras.engine.symbols import keras_tensor
from keras.engine.symbols import node as node_module


def by_depth(inputs: list, outputs: list) -> tuple[dict, list]:
    """Sorts the calls that outputs need, and their layers.

    A call's depth is its longest distance from the outputs, and at least that
    of the calls of its layer that come later in a walk from the outputs. Calls
    of one depth come as the walk backwards meets them, layers of one depth as
    the walk first met them; unused inputs stand before the last ones.

    Args:
        inputs: Symbolic tensors of input layers.
        outputs: Symbolic tensors that follow from them.
    Returns:
        The calls with their depths and the layers, the deepest first.
    Raises:
        ValueError: If an output doesn't follow from the inputs.
    """
    walk, first_visits = _walk(inputs, outputs)
    call_depths: dict[int, int] = collections.defaultdict(int)
    layer_depths: dict[int, int] = {}
    met = {}
    for node in reversed(walk):
        of_layer = layer_depths.get(id(node.layer), 0)
        depth = max(call_depths[id(node)], of_layer)
        layer_depths[id(node.layer)] = call_depths[id(node)] = depth
        met.setdefault(id(node), node)
        for parent in node.parents:
            met.setdefault(id(parent), parent)
            call_depths[id(parent)] = max(depth + 1, call_depths[id(parent)])
    for node in map(node_module.node_of, inputs):
        if id(node) not in met:
            met[id(node)] = node
            layer_depths[id(node.layer)] = call_depths[id(node)] = 0
            first_visits[id(node.layer)] = -1
    layers = {id(node.layer): node.layer for node in met.values()}
    calls = sorted(met.values(), key=lambda node: -call_depths[id(node)])
    return (
        {node: call_depths[id(node)] for node in calls},
        sorted(
            layers.values(),
            key=lambda layer: (
                -layer_depths[id(layer)],
                first_visits[id(layer)],
            ),
        ),
    )


def with_further(depths: dict, further) -> dict:
    """Returns calls with their depths, and more that follow from them.

    Those lead to no output: they are nearer than what they follow from, and
    below the outputs.

    Args:
        depths: Maps calls to their depths.
        further: Calls in the order in which they run; some may be known.
    """
    depths = dict(depths)
    for node in further:
        if node not in depths:
            before = [depths[parent] for parent in node.parents]
            depths[node] = min([0, *before]) - 1
    return depths


def _walk(inputs: list, outputs: list):
    """Walks from the outputs to all calls that they need.

    Depth first, without recursion. A call is entered, its inputs follow, and
    then it's left, which is where it's listed: after its inputs.

    Returns:
        The calls, and by a layer's id the number of layers met before it.
    """
    given = {id(tensor) for tensor in inputs}
    order, first_visits, state = [], {}, {}
    waiting = [(tensor, False) for tensor in reversed(outputs)]
    while waiting:
        tensor, entered = waiting.pop()
        node = node_module.node_of(tensor)
        if entered:
            order.append(node)
            state[id(node)] = "done"
            continue
        if state.get(id(node)) == "done":
            continue
        if state.get(id(node)) == "open":
            raise ValueError(
                f"The graph of calls has a cycle at {node.layer._keras_who}. "
                "Expected outputs that follow from the inputs."
            )
        first_visits.setdefault(id(node.layer), len(first_visits))
        if id(tensor) in given or node.is_input:
            if id(tensor) not in given:
                raise _not_connected(tensor, inputs, order)
            order.append(node)
            state[id(node)] = "done"
            continue
        state[id(node)] = "open"
        waiting.append((tensor, True))
        waiting += [
            (parent, False)
            for parent in reversed(node.inputs)
            if state.get(id(node_module.node_of(parent))) != "done"
        ]
    return order, first_visits


def _not_connected(tensor, inputs: list, before: list) -> ValueError:
    near = [known.layer.name for known in before[-3:]]
    made_by = tensor._keras_history.layer
    return ValueError(
        f"The graph is not connected: tensor {tensor.name!r} "
        f"(shape {keras_tensor.tuple_of(tensor.shape)}) of "
        f"{made_by._keras_who} follows from no input of the model. Expected "
        "it among `inputs`. Received: other inputs only. Layers before it that "
        f"are connected: {near}.{_hint_of_inner_model(tensor, inputs)}"
    )


def _hint_of_inner_model(tensor, inputs: list) -> str:
    """Says what to do where a tensor is an input of a model in the model."""
    for layer in _layers_after(inputs):
        if any(symbol is tensor for symbol in own_inputs(layer)):
            name = layer.name
            return (
                f" It belongs to the model {name!r}, which is called on other "
                f"tensors here. With `inner` for {name!r} and `x` for the "
                "tensor wanted inside of it, make `keras.Model(inner.inputs, "
                f"[x, *inner.outputs])`, and call that in place of {name!r}."
            )
    return ""


def own_inputs(layer) -> list:
    """Returns the symbols that a layer is made of: only models have some."""
    if not layer._keras_layers_first:
        return []
    return layer._keras_state.topology.flat_inputs() or []


def _layers_after(inputs: list) -> list:
    """Returns the layers that take what follows from symbolic tensors."""
    found, waiting = {}, [tensor._keras_history.layer for tensor in inputs]
    while waiting:
        layer = waiting.pop()
        if id(layer) not in found:
            found[id(layer)] = layer
            waiting += [
                node.layer for node in layer._keras_state.inbound.outbound
            ]
    return list(found.values())
