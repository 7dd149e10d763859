"""A model as a graph in Graphviz's language, which draws it."""

import dataclasses
import html
import types
from typing import Any

from keras.engine.model import summary
from keras.utils import layer_families, model_structure

_DIRECTIONS = ("TB", "LR", "BT", "RL")
_FONT = "Helvetica"


@dataclasses.dataclass(frozen=True)
class Look:
    """What a drawing tells of each layer: the arguments of `model_to_dot`."""

    shapes: bool
    dtype: bool
    layer_names: bool
    activations: bool
    trainable: bool
    nested: bool


def model_to_dot(
    model: Any,
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 96,
    subgraph: bool = False,
    layer_range: Any = None,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "spline",
) -> Any:
    """Makes a graph of a model, for Graphviz.

    A box is a layer, named `str(id(layer))` in the graph; an arrow leads from
    a layer to one that takes its output. A model that computes in Python, whose
    calls nobody knows, is one box.

    Args:
        model: A built model.
        show_shapes: True shows the shapes of inputs and outputs.
        show_dtype: True shows their types.
        show_layer_names: True shows the layers' names beside their classes.
        rankdir: Where the arrows lead: "TB" down, "LR" to the right, "BT" up,
            "RL" to the left.
        expand_nested: True draws inner models, also those in wrappers, in a
            frame, False as one box.
        dpi: Dots an inch. Default 96.
        subgraph: True returns a `pydot.Cluster`, for a graph of one's own.
        layer_range: Names, or patterns of them, of the first and the last
            layer to draw. Default: all.
        show_layer_activations: True shows the layers' activations.
        show_trainable: True shows whether layers are trainable.
        splines: How arrows run, in Graphviz's words: "spline", "ortho",
            "polyline" or "line". Default "spline".

    Returns:
        A `pydot.Dot`, or a `pydot.Cluster`.

    Raises:
        ImportError: If pydot isn't installed.
        TypeError: If `model` isn't a model.
        ValueError: If the model has no shape yet, the direction is unknown or
            no layer has a name in `layer_range`.

    Example:
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> len(keras.utils.model_to_dot(model).get_edges())
        1
    """
    pydot = require_pydot("model_to_dot")
    model_structure.check(model, "model_to_dot")
    if rankdir not in _DIRECTIONS:
        raise ValueError(
            "model_to_dot: unknown direction. Expected one of "
            f"{', '.join(_DIRECTIONS)}. Received: rankdir={rankdir!r}."
        )
    look = Look(
        show_shapes,
        show_dtype,
        show_layer_names,
        show_layer_activations,
        show_trainable,
        expand_nested,
    )
    structure = model_structure.read(model).inner
    layers = [part.layer for part in structure.parts]
    layers = summary.layers_between(layers, layer_range, "model_to_dot")
    if subgraph:
        graph = _frame(pydot, structure.name)
    else:
        graph = pydot.Dot(rankdir=rankdir, dpi=dpi, splines=splines)
        graph.set("bgcolor", "white")
    graph.set_node_defaults(shape="plain", fontname=_FONT, fontsize="11")
    graph.set_edge_defaults(color="#667085", arrowsize="0.7")
    if structure.is_graph:
        _Drawing(pydot, look).draw(graph, structure, {id(x) for x in layers})
    else:
        graph.add_node(_box(pydot, str(id(model)), _head(structure.name)))
    return graph


def require_pydot(who: str) -> types.ModuleType:
    """Returns the package pydot.

    Args:
        who: Name of the function that needs it.
    Raises:
        ImportError: If it isn't installed.
    """
    try:
        import pydot
    except ImportError as error:
        raise ImportError(
            f"{who}: the package pydot isn't installed. Expected it to make "
            "graphs for Graphviz. Received: no module pydot. Run `pip install "
            "pydot`, or write a page with `keras.utils.model_to_html`, which "
            "needs neither."
        ) from error
    return pydot


class _Drawing:
    """Boxes and arrows, each once.

    Args:
        pydot: The package.
        look: What boxes tell.
    """

    def __init__(self, pydot: types.ModuleType, look: Look) -> None:
        self._pydot = pydot
        self._look = look
        self._drawn: set[int] = set()
        self._arrows: set[tuple[str, str]] = set()

    def draw(
        self, graph: Any, structure: model_structure.Structure, kept: set[int]
    ) -> None:
        """Adds a structure's boxes and arrows to a graph.

        Args:
            graph: A `pydot.Dot` or `pydot.Cluster`.
            structure: A model of known calls.
            kept: Ids of the layers to draw.
        """
        parts = [part for part in structure.parts if id(part.layer) in kept]
        for part in parts:
            if id(part) not in self._drawn:
                self._drawn.add(id(part))
                self._add(graph, part, structure)
        for call in structure.calls:
            for number, (source, output) in enumerate(call.sources):
                before = structure.calls[source].part
                if before in parts and call.part in parts:
                    self._connect(graph, (before, output), (call.part, number))

    def _add(
        self,
        graph: Any,
        part: model_structure.Part,
        structure: model_structure.Structure,
    ) -> None:
        inner = part.inner
        if inner is not None and self._is_open(part):
            frame = _frame(self._pydot, part.name)
            self.draw(frame, inner, {id(x.layer) for x in inner.parts})
            graph.add_subgraph(frame)
            return
        calls = [call for call in structure.calls if call.part is part]
        label = _label(part, calls, self._look)
        graph.add_node(_box(self._pydot, _key(part), label))

    def _is_open(self, part: model_structure.Part) -> bool:
        inner = part.inner
        return self._look.nested and inner is not None and inner.is_graph

    def _connect(
        self,
        graph: Any,
        start: tuple[model_structure.Part, int],
        end: tuple[model_structure.Part, int],
    ) -> None:
        arrow = (
            _key(self._inside(*start, "results")),
            _key(self._inside(*end, "entries")),
        )
        if arrow not in self._arrows:
            self._arrows.add(arrow)
            graph.add_edge(self._pydot.Edge(*arrow))

    def _inside(
        self, part: model_structure.Part, number: int, ends: str
    ) -> model_structure.Part:
        """Returns the box at the end of an arrow: of an open frame, one in it.

        Args:
            part: A layer.
            number: Which of its inputs or outputs.
            ends: "entries" or "results".
        """
        while self._is_open(part):
            found = getattr(part.inner, ends)
            part = part.inner.calls[found[min(number, len(found) - 1)]].part
        return part


def _key(part: model_structure.Part) -> str:
    return str(id(part.layer))


def _frame(pydot: types.ModuleType, name: str) -> Any:
    return pydot.Cluster(
        graph_name=name,
        label=f"<{_text(name)}>",
        labeljust="l",
        style="rounded,dashed",
        color="#98a2b3",
        fontname=_FONT,
        fontsize="11",
    )


def _box(pydot: types.ModuleType, key: str, rows: str) -> Any:
    table = (
        '<<table border="1" cellborder="0" cellspacing="0" cellpadding="4" '
        f'color="#98a2b3" bgcolor="white">{rows}</table>>'
    )
    return pydot.Node(key, label=table)


def _text(text: str) -> str:
    """Escapes a text; Graphviz puts names in the place of \\N and \\G."""
    return html.escape(text).replace("\\", "\\\\")


def _head(text: str, family: str = "model") -> str:
    fill = layer_families.color(family, 0.9)
    return (
        f'<tr><td colspan="2" bgcolor="{fill}"><b>{_text(text)}</b></td></tr>'
    )


def _label(
    part: model_structure.Part, calls: list[model_structure.Call], look: Look
) -> str:
    """Returns the rows of a layer's box."""
    kind = part.class_name
    kind += f"({part.wrapped})" if part.wrapped else ""
    rows = []
    if look.layer_names:
        rows.append(("", kind))
    if look.activations and part.activation:
        rows.append(("activation", part.activation))
    if look.trainable:
        rows.append(("trainable", "yes" if part.is_trainable else "no"))
    if look.shapes or look.dtype:
        rows.append(("input", _tensors([call.inputs for call in calls], look)))
        rows.append(
            ("output", _tensors([call.outputs for call in calls], look))
        )
    head = part.name if look.layer_names else kind
    return _head(head, part.family) + "".join(
        _row(*row) for row in rows if row[1]
    )


def _row(word: str, text: str) -> str:
    lines = "<br/>".join(_text(line) for line in text.split("\n"))
    if not word:
        return f'<tr><td colspan="2">{lines}</td></tr>'
    return (
        f'<tr><td align="left"><font color="#667085">{word}</font></td>'
        f'<td align="left">{lines}</td></tr>'
    )


def _tensors(of_calls: list[list[model_structure.Tensor]], look: Look) -> str:
    """Returns a line for each tensor, where the calls agree on them."""
    first = of_calls[0]
    if any(tensors != first for tensors in of_calls):
        return "multiple"
    return "\n".join(_tensor(tensor, look) for tensor in first)


def _tensor(tensor: model_structure.Tensor, look: Look) -> str:
    shape = "?" if tensor.shape is None else str(tensor.shape)
    words = [shape] if look.shapes else []
    return " ".join(words + ([tensor.dtype or "?"] if look.dtype else []))
