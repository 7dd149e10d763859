"""Names outside the public API by which other people's code works on layers.

Keras 2 has them, and code that rewires, prunes or converts models reads and
sets them. `Layer` and `Model` bind them under these names, after an underscore;
each acts on what the public names tell of.
"""

from collections.abc import Iterator

from keras.engine.layer import building, tracking


def _inbound(layer) -> list:
    return layer._inbound.nodes


def _set_inbound(layer, nodes) -> None:
    layer._inbound.nodes = list(nodes)


def _outbound(layer) -> list:
    return layer._inbound.outbound


def _set_outbound(layer, nodes) -> None:
    layer._inbound.replace_uses(nodes)


inbound_nodes = property(
    _inbound,
    _set_inbound,
    doc="""The symbolic calls of the layer; `[]` makes it as if never called.

    Code that puts a layer into another model empties it before it calls the
    layer anew.
    """,
)
outbound_nodes = property(
    _outbound,
    _set_outbound,
    doc="The symbolic calls that took an output of the layer.",
)
compute_dtype = property(
    lambda layer: layer.compute_dtype, doc="The type of the computation."
)


def _build_input_shape(layer):
    shapes = building.built_shapes(layer)
    return next(iter(shapes.values()), None)


def _set_build_input_shape(layer, shape) -> None:
    building.note_input_shape(layer, shape)


build_input_shape = property(
    _build_input_shape,
    _set_build_input_shape,
    doc="The shape that a built layer was made for, or None.",
)


def flatten_layers(
    layer, recursive: bool = True, include_self: bool = True
) -> Iterator:
    """Yields the layer and those in it, parents first.

    Args:
        recursive: False yields those in its own attributes only.
        include_self: False leaves out the layer itself.
    """
    if include_self:
        yield layer
    if recursive:
        yield from tracking.with_inner_layers(layer)[1:]
    else:
        parts = tracking.owned(layer)
        yield from (p for p in parts if isinstance(p, tracking.Owner))


is_graph_network = property(
    lambda model: model._topology.graph is not None,
    doc="Whether a model is made of symbolic tensors.",
)
is_compiled = property(
    lambda model: model.compiled, doc="Whether `compile` was called."
)
