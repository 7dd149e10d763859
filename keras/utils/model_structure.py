"""What a model is made of, as plain data: what drawings and pages show."""

from __future__ import annotations

import dataclasses
from typing import Any

import tensorflow as tf

from keras.engine.graph import graph as graph_module
from keras.engine.layer import layer as layer_module
from keras.engine.model import model as model_module
from keras.engine.model import summary
from keras.engine.symbols import keras_tensor
from keras.layers.wrapping import wrapper
from keras.utils import layer_families


@dataclasses.dataclass(frozen=True)
class Tensor:
    """What a call takes or returns.

    Attributes:
        shape: Sizes, None where one is free; None if even their number is.
        dtype: Name of the type; None where nobody knows it.
        item_size: Bytes a number.
    """

    shape: tuple[int | None, ...] | None
    dtype: str | None = None
    item_size: int = 0


@dataclasses.dataclass(frozen=True)
class Weight:
    """One variable of a layer.

    Attributes:
        key: Number of the variable, by which another layer's is the same one.
        name: Name, with the layer's before it.
        tensor: Shape and type.
        count: How many numbers it holds.
        is_trainable: Whether training changes it.
    """

    key: int
    name: str
    tensor: Tensor
    count: int
    is_trainable: bool

    @property
    def size(self) -> int:
        """The bytes it takes."""
        return self.count * self.tensor.item_size


@dataclasses.dataclass(eq=False)
class Part:
    """A layer of a model.

    Attributes:
        layer: The layer.
        name: Its name, as the user sees it.
        class_name: Its class.
        family: A key of `layer_families.HUES`.
        wrapped: Class of the layer in a wrapper; None for others.
        activation: Name of the function that the layer ends with, or None.
        is_trainable: Its `trainable`.
        is_built: Whether it has its weights.
        weights: All of them, inner ones too.
        inner: What it's made of, for a model, a wrapper of one, and a layer of
            several layers.
    """

    layer: layer_module.Layer
    name: str
    class_name: str
    family: str
    wrapped: str | None
    activation: str | None
    is_trainable: bool
    is_built: bool
    weights: list[Weight]
    inner: Structure | None


@dataclasses.dataclass(eq=False)
class Call:
    """One use of a layer in a model.

    Attributes:
        part: The layer.
        inputs, outputs: What the call takes and returns, flat.
        sources: For each input, the number of the call that made it, and that
            of the output there.
    """

    part: Part
    inputs: list[Tensor]
    outputs: list[Tensor]
    sources: list[tuple[int, int]]


@dataclasses.dataclass(eq=False)
class Structure:
    """A model, or a layer of layers: its parts, and how they are called.

    Attributes:
        name: The model's name.
        is_graph: Whether the calls are known. What computes in Python has one
            call for each layer, of no source.
        parts: The layers, each once, inputs too.
        calls: Their calls, each after those of its sources.
        entries: For each input, the number of the call that stands for it.
        results: For each output, the number of the call that made it.
    """

    name: str
    is_graph: bool
    parts: list[Part]
    calls: list[Call]
    entries: list[int]
    results: list[int]


def check(model: Any, who: str) -> None:
    """Raises if there is nothing of a model to be shown.

    Args:
        model: What a user gave.
        who: Name of the function that it was given to.
    Raises:
        TypeError: If it isn't a model.
        ValueError: If it has no weights and shapes yet.
    """
    if not isinstance(model, model_module.Model):
        raise TypeError(
            f"{who}: this isn't a model. Expected a `keras.Model`. "
            f"Received: model={model!r}."
        )
    if not model.built:
        raise ValueError(
            f"{who}: {model._keras_who} has no shape yet. Expected a built "
            "model. Received: built=False. Call it on data, or call "
            "`build(input_shape)`."
        )


def read(model: model_module.Model) -> Part:
    """Returns what a built model is made of: its `inner` is there.

    Example:
        >>> from keras.utils import model_structure
        >>> inputs = keras.Input((4,), name="x")
        >>> model = keras.Model(inputs, keras.layers.Dense(2, name="y")(inputs))
        >>> structure = model_structure.read(model).inner
        >>> [call.part.name for call in structure.calls]
        ['x', 'y']
        >>> structure.calls[1].sources
        [(0, 0)]
    """
    return _Reader().part(model)


class _Reader:
    """Reads every layer once, wherever it is used."""

    def __init__(self) -> None:
        self._parts: dict[int, Part] = {}
        self._structures: dict[int, Structure] = {}

    def _structure(self, model: model_module.Model) -> Structure:
        if id(model) not in self._structures:
            graph = model._keras_state.topology.graph
            self._structures[id(model)] = (
                self._of_layers(model.name, model.layers)
                if graph is None
                else self._of_graph(model.name, graph)
            )
        return self._structures[id(model)]

    def _of_graph(self, name: str, graph: graph_module.Graph) -> Structure:
        numbers = {id(node): i for i, node in enumerate(graph.nodes)}
        calls = [
            Call(
                self.part(node.layer),
                [_tensor(symbol) for symbol in node.inputs],
                [_tensor(symbol) for symbol in tf.nest.flatten(node.outputs)],
                [
                    (numbers[id(symbol.node)], symbol._keras_history[2])
                    for symbol in node.inputs
                    if id(symbol.node) in numbers
                ],
            )
            for node in graph.nodes
        ]
        parts = list({id(call.part): call.part for call in calls}.values())
        ends = [
            [numbers[id(symbol.node)] for symbol in symbols]
            for symbols in (graph.flat_inputs, graph.flat_outputs)
        ]
        return Structure(name, True, parts, calls, *ends)

    def _of_layers(self, name: str, layers: list) -> Structure:
        parts = [self.part(layer) for layer in layers]
        calls = [
            Call(part, [], _last_outputs(layer), [])
            for part, layer in zip(parts, layers)
        ]
        return Structure(name, False, parts, calls, [], [])

    def _inside(self, layer: layer_module.Layer) -> Structure | None:
        if isinstance(layer, model_module.Model):
            return self._structure(layer)
        within = layer._flatten_layers(recursive=False, include_self=False)
        layers = list(within)
        # The cell or the activation of a layer is told by its config.
        return self._of_layers(layer.name, layers) if layers[1:] else None

    def part(self, layer: layer_module.Layer) -> Part:
        """Returns what there is of a layer."""
        if id(layer) not in self._parts:
            self._parts[id(layer)] = self._read_part(layer)
        return self._parts[id(layer)]

    def _read_part(self, layer: layer_module.Layer) -> Part:
        within = layer.layer if isinstance(layer, wrapper.Wrapper) else None
        is_model = isinstance(within, model_module.Model)
        return Part(
            layer=layer,
            name=layer.name,
            class_name=type(layer).__name__,
            family=layer_families.family(layer),
            wrapped=None if within is None else type(within).__name__,
            activation=_name_of(getattr(layer, "activation", None)),
            is_trainable=bool(layer.trainable),
            is_built=bool(layer.built),
            weights=_weights(layer),
            inner=self._inside(within if is_model else layer),
        )


def _tensor(symbol: keras_tensor.KerasTensor) -> Tensor:
    dtype = symbol.dtype
    return Tensor(
        keras_tensor.tuple_of(symbol.shape),
        None if dtype is None else dtype.name,
        0 if dtype is None else dtype.size,
    )


def _last_outputs(layer: layer_module.Layer) -> list[Tensor]:
    """Returns what a layer returned where no symbol tells it."""
    shapes = summary.output_shapes(layer)
    if len(shapes) != 1:
        return []
    return [Tensor(shape) for shape in _flat_shapes(shapes[0])]


def _flat_shapes(shapes: Any) -> list[tuple | None]:
    """Returns the shapes in a nest: a tuple of sizes is one shape."""
    if isinstance(shapes, dict):
        shapes = list(shapes.values())
    is_shape = shapes is None or isinstance(shapes, tuple)
    if is_shape and all(isinstance(x, int | None) for x in shapes or ()):
        return [shapes]
    return [shape for part in shapes for shape in _flat_shapes(part)]


def _weights(layer: layer_module.Layer) -> list[Weight]:
    learned = {id(variable) for variable in layer.trainable_weights}
    return [
        Weight(
            id(variable),
            variable.name,
            Tensor(
                keras_tensor.tuple_of(variable.shape),
                variable.dtype.name,
                variable.dtype.size,
            ),
            variable.shape.num_elements() or 0,
            id(variable) in learned,
        )
        for variable in layer.weights
    ]


def _name_of(activation: Any) -> str | None:
    """Returns the name of a function or layer, None of anything else."""
    if isinstance(activation, layer_module.Layer):
        return activation.name
    name = getattr(activation, "__name__", None)
    return name if isinstance(name, str) else None
