"""The table of a model's layers that `Model.summary` shows."""

import dataclasses
import re
import sys
import textwrap
from collections.abc import Callable, Collection
from typing import Any

import tensorflow as tf

from keras.callbacks import display
from keras.engine.graph import graph as graph_module
from keras.engine.layer import building, output_spec
from keras.engine.symbols import keras_tensor

# Columns of Keras 2: where each ends, as a fraction of the line.
_CHAIN_ENDS = (0.45, 0.85, 1.0)
_GRAPH_ENDS = (0.3, 0.6, 0.7, 1.0)
_CHAIN_COLUMNS = 65
_GRAPH_COLUMNS = 98
_TRAINABLE_COLUMNS = 11
_UNITS = ("Byte", "KB", "MB", "GB", "TB", "PB")


@dataclasses.dataclass(frozen=True)
class Row:
    """One layer's line.

    Attributes:
        depth: Number of models around it, the outermost not counted.
        cells: Texts, one a column; a line break begins another line.
    """

    depth: int
    cells: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Summary:
    """What is shown of a model, in whatever form.

    Attributes:
        title: The model's name.
        headings: Names of the columns.
        rows: Lines of layers, inner ones after their model.
        totals: Lines below the table.
        ends: Where each column ends, in characters.
    """

    title: str
    headings: tuple[str, ...]
    rows: list[Row]
    totals: list[str]
    ends: list[int]


def summary(
    model: Any,
    line_length: int | None = None,
    positions: Any = None,
    print_fn: Callable | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
) -> None:
    """Shows the layers, their outputs' shapes and numbers of parameters.

    A table on a terminal and in a notebook, plain text elsewhere.

    Args:
        line_length: Characters a line. Default: as the columns need.
        positions: Where the columns end, as fractions of the line or in
            characters.
        print_fn: Called with each line of plain text. Default: print.
        expand_nested: True shows the layers of inner models too.
        show_trainable: True adds a column: Y or N.
        layer_range: Names, or patterns of them, of the first and the last
            layer to show.
    Raises:
        ValueError: If the model has no shape yet, or no layer has a name
            in `layer_range`.
    """
    if not model.built:
        raise ValueError(
            f"{model._keras_who}: `summary` before the model has a shape. "
            "Expected a built model. Received: built=False. Call it on data "
            "(`fit` does, unless `train_step` calls its parts), or call "
            "`build(input_shape)`."
        )
    where = f"{model._keras_who}.summary"
    layers = layers_between(model.layers, layer_range, where)
    is_chain = _is_chain(model._keras_state.topology.graph)
    headings = ["Layer (type)", "Output Shape", "Param #"]
    headings += [] if is_chain else ["Connected to"]
    headings += ["Trainable"] if show_trainable else []
    summary = Summary(
        f'Model: "{model.name}"',
        tuple(headings),
        _rows(model, layers, headings, expand_nested),
        _totals(model),
        _ends(model, headings, line_length, positions),
    )
    if print_fn is None and display.is_interactive():
        # Imported late: rich takes 0.1 s, which a log file need not pay.
        from keras.engine.model import summary_table

        summary_table.draw(summary, bool(line_length or positions))
        return
    for line in plain_lines(summary):
        (print_fn or _print)(line)


def _print(line: str) -> None:
    print(line, file=sys.stdout)


# What is in the table.


def layers_between(layers: list, layer_range, where: str) -> list:
    """Returns the layers from one name to another one, both included.

    Args:
        layers: Those of a model.
        layer_range: Two patterns of names, or None for all layers.
        where: Who asks, for messages.
    Raises:
        ValueError: If they aren't two, or no layer has such a name.
    """
    if layer_range is None:
        return layers
    if not isinstance(layer_range, (list, tuple)) or len(layer_range) != 2:
        raise ValueError(
            f"{where}: a range is the names of its first and last layer. "
            f"Expected a list of 2. Received: layer_range={layer_range!r}."
        )
    found = [
        [i for i, each in enumerate(layers) if re.match(pattern, each.name)]
        for pattern in layer_range
    ]
    if not all(found):
        raise ValueError(
            f"{where}: no layer has such a name. Expected some of "
            f"{[each.name for each in layers]}. Received: "
            f"layer_range={layer_range!r}."
        )
    first, last = sorted(found, key=min)
    return layers[min(first) : max(last) + 1]


def _is_chain(graph: graph_module.Graph | None) -> bool:
    """Whether each layer is called once, on what the one before returned."""
    if graph is None:
        return True
    nodes = graph.nodes
    taken = [id(tensor) for node in nodes for tensor in node.inputs]
    return (
        len(nodes) == len(graph.layers)
        and all(len(node.inputs) <= 1 for node in nodes)
        and len(taken) == len(set(taken))
    )


def _rows(model, layers: list, headings: list, expand: bool) -> list[Row]:
    rows = []
    kept = _ids_of_calls(model._keras_state.topology.graph)
    waiting = [(layer, kept, 0) for layer in reversed(layers)]
    while waiting:
        layer, kept, depth = waiting.pop()
        columns = {
            "Layer (type)": f"{layer.name} ({type(layer).__name__})",
            "Output Shape": _shape_text(output_shapes(layer, kept)),
            "Param #": _parameters(layer),
            "Connected to": "\n".join(_connections(layer, kept)),
            "Trainable": "Y" if layer.trainable else "N",
        }
        cells = tuple(columns[heading] for heading in headings)
        rows.append(Row(depth, cells))
        if expand and layer._keras_layers_first:  # a model
            kept = _ids_of_calls(layer._keras_state.topology.graph)
            waiting += [
                (inner, kept, depth + 1) for inner in reversed(layer.layers)
            ]
    return rows


def _ids_of_calls(graph: graph_module.Graph | None) -> set[int]:
    return set() if graph is None else {id(node) for node in graph.nodes}


def _calls(layer, kept: Collection[int]) -> list:
    """Returns the calls of a layer that are in a graph."""
    return [
        node for node in layer._keras_state.inbound.nodes if id(node) in kept
    ]


def output_shapes(layer, kept: Collection[int] = ()) -> list:
    """Returns the different shapes that a layer's calls returned.

    Args:
        layer: A layer.
        kept: Ids of the symbolic calls that count. Default: what its last
            calls on data returned, where there were some, else any.
    """
    calls = _calls(layer, kept)
    seen = layer._keras_state.outputs_seen
    if not calls and seen is not None:
        return [_tuples(shapes) for shapes in seen.shapes]
    calls = calls or layer._keras_state.inbound.nodes
    if calls:
        shapes = [keras_tensor.shapes_of(node.outputs) for node in calls]
        return [s for i, s in enumerate(shapes) if s not in shapes[:i]]
    if (
        layer._keras_layers_first
        and layer._keras_state.topology.graph is not None
    ):
        return [layer.output_shape]
    built_for = building.built_shapes(layer)
    if len(built_for) == 1 and output_spec.has_rule(type(layer)):
        (shape,) = built_for.values()
        return [_tuples(layer.compute_output_shape(shape))]
    return []


def _tuples(shapes):
    """Makes tuples of the `tf.TensorShape`s in a nest."""
    if isinstance(shapes, tf.TensorShape):
        return keras_tensor.tuple_of(shapes)
    if isinstance(shapes, dict):
        return {key: _tuples(shape) for key, shape in shapes.items()}
    if isinstance(shapes, (list, tuple)):
        return [_tuples(shape) for shape in shapes]
    return shapes


def _shape_text(shapes: list) -> str:
    if len(shapes) == 1:
        return "\n".join(_shape_lines(shapes[0]))
    return "multiple" if shapes else "?"


def _shape_lines(shape) -> list[str]:
    if isinstance(shape, dict):
        return [
            f"{name}: {line}"
            for name, part in shape.items()
            for line in _shape_lines(part)
        ]
    if isinstance(shape, (list, tuple)):
        is_nest = any(isinstance(s, (list, tuple, dict)) for s in shape)
        if is_nest:
            return [line for part in shape for line in _shape_lines(part)]
        return [str(tuple(shape))]
    return ["?"]


def _parameters(layer) -> str:
    return str(layer.count_params()) if layer.built else "0 (unused)"


def _connections(layer, kept: set[int]) -> list[str]:
    return [
        "{}[{}][{}]".format(
            tensor._keras_history.layer.name, *tensor._keras_history[1:]
        )
        for node in _calls(layer, kept)
        for tensor in node.inputs
    ]


def _totals(model) -> list[str]:
    trainable, fixed = model.trainable_weights, model.non_trainable_weights
    return [
        _total("Total params", trainable + fixed),
        _total("Trainable params", trainable),
        _total("Non-trainable params", fixed),
    ]


def _total(what: str, variables: list) -> str:
    sizes = [v.shape.num_elements() for v in variables]
    size = sum(n * v.dtype.size for n, v in zip(sizes, variables))
    return f"{what}: {sum(sizes)} ({memory_text(size)})"


def memory_text(size: float) -> str:
    """Returns a number of bytes in the largest unit that it fills.

    Example:
        >>> from keras.engine.model import summary
        >>> summary.memory_text(1536)
        '1.50 KB'
    """
    unit = 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{size:.2f} {_UNITS[unit]}"


# How it looks without rich.


def _ends(model, headings: list, line_length, positions) -> list[int]:
    """Returns where the columns end, in characters."""
    is_chain = "Connected to" not in headings
    has_trainable = "Trainable" in headings
    line_length = line_length or (
        (_CHAIN_COLUMNS if is_chain else _GRAPH_COLUMNS)
        + _TRAINABLE_COLUMNS * has_trainable
    )
    ends = list(positions or (_CHAIN_ENDS if is_chain else _GRAPH_ENDS))
    if len(ends) < len(headings) - has_trainable:
        raise ValueError(
            f"{model._keras_who}.summary: a column has no position. Expected "
            f"{len(headings)}: {headings}. Received: positions={positions}."
        )
    inner = line_length
    if has_trainable and len(ends) < len(headings):
        inner -= _TRAINABLE_COLUMNS
    if ends[-1] <= 1:
        ends = [int(inner * end) for end in ends]
    if len(ends) < len(headings):
        ends.append(ends[-1] + _TRAINABLE_COLUMNS)
    return ends[: len(headings)]


def plain_lines(summary: Summary) -> list[str]:
    """Returns a summary as lines of ASCII text, for files."""
    columns = summary.ends[-1]
    lines = [summary.title, "_" * columns]
    lines += _plain_row(Row(0, summary.headings), summary.ends)
    lines.append("=" * columns)
    for row in summary.rows:
        lines += _plain_row(row, summary.ends)
    return [*lines, "=" * columns, *summary.totals, "_" * columns]


def _plain_row(row: Row, ends: list[int]) -> list[str]:
    starts = [0, *ends[:-1]]
    indent = " " + "| " * row.depth
    # A space stands between columns; the last one is followed by none.
    widths = [end - start - 1 for start, end in zip(starts, ends)]
    widths[0] -= len(indent)
    widths[-1] += 1
    wrapped = [_wrapped(*pair) for pair in zip(row.cells, widths)]
    lines = []
    for number in range(max(map(len, wrapped))):
        line = indent
        for parts, start in zip(wrapped, starts):
            line = line.ljust(start)
            line += parts[number] if number < len(parts) else ""
        lines.append(line.rstrip())
    return lines


def _wrapped(cell: str, columns: int) -> list[str]:
    """Breaks a text at line breaks and spaces, at need within a word."""
    return [
        line
        for part in cell.split("\n")
        for line in textwrap.wrap(part, max(columns, 1), break_on_hyphens=False)
        or [""]
    ]
