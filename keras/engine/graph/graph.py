"""From symbolic tensors to a list of steps that computes them."""

import collections

import tensorflow as tf

from keras.engine.layer import tracking
from keras.engine.symbols import keras_tensor
from keras.engine.symbols import node as node_module


class Step:
    """One call of a layer, with places for its tensors.

    Attributes:
        layer: The layer to call.
        source, target: Slots of its input and output, when it takes one tensor
            and nothing else and returns one; None otherwise.
        arguments: `(args, kwargs)` with a `Slot` in place of each tensor.
        targets: Slots of the outputs, flat.
        dead: Slots whose values nobody needs after this step.
    """

    def __init__(self, layer, arguments, targets: list[int]) -> None:
        self.layer = layer
        self.arguments = arguments
        self.targets = targets
        args, kwargs = arguments
        plain = len(args) == 1 and isinstance(args[0], Slot) and not kwargs
        self.source = args[0].index if plain and len(targets) == 1 else None
        self.target = targets[0] if self.source is not None else None
        self.dead: list[int] = []


class Slot:
    """Stands for the value of one symbolic tensor."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index


class Graph:
    """The calls between a model's inputs and outputs, in order.

    Args:
        inputs: Nest of symbolic tensors.
        outputs: Nest of symbolic tensors that follow from them.
    Attributes:
        layers: The layers, those far from the output first, as Keras orders
            them: by depth, and within a depth by the first visit.
        extra_outputs: Symbols that are computed and not returned.
        unused_inputs: Names under which a call got what has no use.
    Raises:
        ValueError: If an output doesn't follow from the inputs, or a name is
            used by two layers.
    """

    def __init__(self, inputs, outputs) -> None:
        self.inputs = inputs
        self.outputs = outputs
        self.flat_inputs = tf.nest.flatten(inputs)
        self.flat_outputs = tf.nest.flatten(outputs)
        self.extra_outputs: list = []
        self.unused_inputs: set[str] = set()
        self.nodes, first_visits = _sorted_nodes(
            self.flat_inputs, self.flat_outputs
        )
        depths = _layer_depths(self.nodes, self.flat_inputs)
        self.layers = _ordered_layers(
            self.nodes, first_visits, self.flat_inputs, depths
        )
        _check_names(self.layers)
        self._compile()

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)
        for node in self.nodes:
            node.note_uses()

    def extend(self, symbols: list) -> None:
        """Adds the calls that lead to more symbols, which aren't returned.

        Raises:
            ValueError: If one doesn't follow from the inputs, or a name is
                used by two layers.
        """
        ends = [*self.flat_outputs, *self.extra_outputs, *symbols]
        nodes, _ = _sorted_nodes(self.flat_inputs, ends)
        known = {id(node) for node in self.nodes}
        nodes = [node for node in nodes if id(node) not in known]
        layers = tracking.unique(
            [*self.layers, *(node.layer for node in nodes)]
        )
        _check_names(layers)
        self.nodes, self.layers = self.nodes + nodes, layers
        self.extra_outputs += symbols
        self._compile()

    def _compile(self) -> None:
        slots = {id(t): i for i, t in enumerate(self.flat_inputs)}
        self._steps = []
        for node in self.nodes:
            flat = tf.nest.flatten(node.outputs)
            if all(id(tensor) in slots for tensor in flat):
                continue
            targets = [slots.setdefault(id(t), len(slots)) for t in flat]
            arguments = tf.nest.map_structure(
                lambda value: _slot_or_value(value, slots),
                (node.args, node.kwargs),
            )
            self._steps.append(Step(node.layer, arguments, targets))
        self._num_slots = len(slots)
        self._output_slots = [slots[id(t)] for t in self.flat_outputs]
        # Most models return one tensor: no nest to pack it in.
        self._only_output = (
            self._output_slots[0]
            if isinstance(self.outputs, keras_tensor.KerasTensor)
            else None
        )
        self._mark_dead_slots()

    def _mark_dead_slots(self) -> None:
        last_use = dict.fromkeys(self._output_slots, None)
        for step in reversed(self._steps):
            used = [
                value.index
                for value in tf.nest.flatten(step.arguments)
                if isinstance(value, Slot)
            ]
            for index in {*used, *step.targets}:
                if index not in last_use:
                    last_use[index] = step
                    step.dead.append(index)

    def run(self, flat_inputs: list):
        """Computes the outputs.

        Args:
            flat_inputs: Values of the inputs, flat.
        Returns:
            Values in the nest of the outputs.
        """
        values = [*flat_inputs, *[None] * (self._num_slots - len(flat_inputs))]
        for step in self._steps:
            if step.source is not None:
                values[step.target] = step.layer(values[step.source])
            else:
                _run_step(step, values)
            for index in step.dead:
                values[index] = None
        if self._only_output is not None:
            return values[self._only_output]
        return tf.nest.pack_sequence_as(
            self.outputs, [values[index] for index in self._output_slots]
        )


def _run_step(step: Step, values: list) -> None:
    args, kwargs = tf.nest.map_structure(
        lambda v: values[v.index] if isinstance(v, Slot) else v, step.arguments
    )
    outputs = tf.nest.flatten(step.layer(*args, **kwargs))
    for index, output in zip(step.targets, outputs):
        values[index] = output


def _slot_or_value(value, slots: dict):
    if isinstance(value, keras_tensor.KerasTensor):
        return Slot(slots[id(value)])
    return value


def _sorted_nodes(inputs: list, outputs: list):
    """Sorts the calls that outputs need: a call's inputs come before it.

    Depth first from the outputs, without recursion. A call is entered, its
    inputs follow, and then it's left, which is where it's listed.

    Returns:
        The nodes, and the number of layers visited before each layer.
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
                f"The graph of calls has a cycle at {node.layer._described}. "
                "Expected outputs that follow from the inputs."
            )
        first_visits.setdefault(id(node.layer), len(first_visits))
        if id(tensor) in given or node.is_input:
            _check_connected(tensor, node, given, order)
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


def _check_connected(tensor, node, given: set, before: list) -> None:
    if id(tensor) in given:
        return
    near = [known.layer.name for known in before[-3:]]
    raise ValueError(
        f"The graph is not connected: tensor {tensor.name!r} "
        f"(shape {tuple(tensor.shape)}) of {node.layer._described} follows "
        "from no input of the model. Expected it among `inputs`. Received: "
        f"other inputs only. Layers before it that are connected: {near}."
    )


def _layer_depths(nodes: list, inputs: list) -> dict[int, int]:
    """Maps each layer's id to its longest distance from the outputs."""
    node_depths: dict[int, int] = collections.defaultdict(int)
    layer_depths: dict[int, int] = {}
    given = {id(tensor) for tensor in inputs}
    for node in reversed(nodes):
        depth = max(node_depths[id(node)], layer_depths.get(id(node.layer), 0))
        layer_depths[id(node.layer)] = node_depths[id(node)] = depth
        flat = tf.nest.flatten(node.outputs)
        if all(id(tensor) in given for tensor in flat):
            continue
        for parent in node.parents:
            node_depths[id(parent)] = max(depth + 1, node_depths[id(parent)])
    for tensor in inputs:
        layer_depths.setdefault(id(tensor._keras_history.layer), 0)
    return layer_depths


def _ordered_layers(nodes, first_visits, inputs, depths) -> list:
    layers = {id(node.layer): node.layer for node in nodes}
    for tensor in inputs:
        layer = tensor._keras_history.layer
        layers.setdefault(id(layer), layer)
        first_visits.setdefault(id(layer), len(first_visits))
    return sorted(
        layers.values(),
        key=lambda each: (-depths[id(each)], first_visits[id(each)]),
    )


def _check_names(layers: list) -> None:
    names = collections.Counter(layer.name for layer in layers)
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        raise ValueError(
            "Two layers of a model have one name, and saving, `get_layer` and "
            f"logs go by name. Expected unique names. Received twice: {twice}."
        )
