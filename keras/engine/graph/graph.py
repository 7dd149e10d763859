"""From symbolic tensors to a list of steps that computes them."""

import collections

import tensorflow as tf

from keras.backend import local_functions
from keras.engine.graph import graph_order
from keras.engine.layer import tracking
from keras.engine.symbols import keras_tensor


class Step:
    """One call of a layer, with places for its tensors.

    Args:
        node: The call.
        slots: Slots by the ids of the symbols before it; its own are added.
    Attributes:
        layer: The layer to call.
        source, target: Slots of its input and output, when it takes one tensor
            and nothing else and returns one, in no nest; None otherwise.
        arguments: `(args, kwargs)` with a `Slot` in place of each tensor.
        targets: Slots of the outputs, flat.
        dead: Slots whose values nobody needs after this step.
    """

    __reduce_ex__ = local_functions.reduce_ex

    def __init__(self, node, slots: dict[int, int]) -> None:
        self.layer = node.layer
        args, kwargs = _with_slots((node.args, node.kwargs), slots)
        self.arguments = args, kwargs
        flat = tf.nest.flatten(node.outputs)
        self.targets = [slots.setdefault(id(t), len(slots)) for t in flat]
        is_plain = len(args) == 1 and isinstance(args[0], Slot) and not kwargs
        is_plain = is_plain and keras_tensor.is_keras_tensor(node.outputs)
        self.source = args[0].index if is_plain else None
        self.target = self.targets[0] if is_plain else None
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
        depths: The calls, in the order in which they run, with their distances
            from the outputs.
        layers: The layers, those far from the outputs first.
        extra_outputs: Symbols that are computed and not returned.
        unused_inputs: Names under which a call got what has no use.
    Raises:
        ValueError: If an output doesn't follow from the inputs, or a name is
            used by two layers.
    """

    __reduce_ex__ = local_functions.reduce_ex

    def __init__(self, inputs, outputs) -> None:
        self.inputs = inputs
        self.outputs = outputs
        self.flat_inputs = tf.nest.flatten(inputs)
        self.flat_outputs = tf.nest.flatten(outputs)
        self.extra_outputs: list = []
        self.unused_inputs: set[str] = set()
        self.depths, self.layers = graph_order.by_depth(
            self.flat_inputs, self.flat_outputs
        )
        _check_names(self.layers)
        self._compile()

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)
        for node in self.nodes:
            node.note_uses()

    @property
    def nodes(self) -> list:
        """The calls, in the order in which they run."""
        return list(self.depths)

    def extend(self, symbols: list) -> None:
        """Adds the calls that lead to more symbols, which aren't returned.

        Raises:
            ValueError: If one doesn't follow from the inputs, or a name is
                used by two layers.
        """
        depths, layers = self.depths, self.layers
        for symbol in symbols:
            before = graph_order.by_depth(self.flat_inputs, [symbol])
            depths = graph_order.with_further(depths, before[0])
            layers = tracking.unique(layers + before[1])
        _check_names(layers)
        self.depths, self.layers = depths, layers
        self.extra_outputs += symbols
        self._compile()

    def _compile(self) -> None:
        slots = {id(t): i for i, t in enumerate(self.flat_inputs)}
        self._steps = []
        for node in self.nodes:
            flat = tf.nest.flatten(node.outputs)
            if all(id(tensor) in slots for tensor in flat):
                continue
            self._steps.append(Step(node, slots))
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


def _with_slots(value, slots: dict):
    """Returns a nest with a `Slot` in place of each symbol."""
    if isinstance(value, keras_tensor.KerasTensor):
        return Slot(slots[id(value)])
    # By hand: `tf.nest` took a twentieth of MobileNetV3's time to be built.
    kind = type(value)
    if kind in (list, tuple):
        return kind([_with_slots(part, slots) for part in value])
    if kind is dict:
        return {key: _with_slots(part, slots) for key, part in value.items()}
    if not tf.nest.is_nested(value):
        return value
    return tf.nest.map_structure(lambda part: _with_slots(part, slots), value)


def _check_names(layers: list) -> None:
    names = collections.Counter(layer.name for layer in layers)
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        raise ValueError(
            "Two layers of a model have one name, and saving, `get_layer` and "
            f"logs go by name. Expected unique names. Received twice: {twice}."
        )
