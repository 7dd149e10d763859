"""Names outside the public API by which other people's code works on layers.

Keras 2 has them, and code that rewires, prunes or converts models reads and
sets them. `Layer` and `Model` bind them under these names, after an underscore;
each acts on what the public names tell of.
"""

from collections.abc import Iterator

from keras import mixed_precision
from keras.engine.layer import building, history, tracking


def _set_inbound(layer, nodes) -> None:
    layer._keras_state.inbound.nodes = list(nodes)


def _set_outbound(layer, nodes) -> None:
    layer._keras_state.inbound.replace_uses(nodes)


# `[]` makes a layer as if never called: code that puts it into another model
# empties them before it calls the layer anew.
inbound_nodes = history.inbound_nodes.setter(_set_inbound)
outbound_nodes = history.outbound_nodes.setter(_set_outbound)


def _set_name(layer, name) -> None:
    if not isinstance(name, str):
        raise TypeError(
            f"{type(layer).__name__}: `_name` is where a layer keeps its name. "
            f"Expected a str. Received: _name={name!r}. Put anything else in "
            "an attribute of another name."
        )
    # Before the base's constructor has run, that gives the layer its name.
    if "_keras_state" in vars(layer):
        layer._keras_state.name = name


name = property(
    lambda layer: layer._keras_state.name,
    _set_name,
    doc="The name; set, the layer is renamed.",
)
trainable = property(
    lambda layer: layer._keras_state.trainable,
    tracking.set_trainable,
    doc="The flag of the layer alone, without those in it.",
)


def _set_dtype_policy(layer, policy) -> None:
    layer._keras_state.dtype_policy = mixed_precision.get(policy)
    layer._keras_state.short_way.forget()


dtype_policy = property(
    lambda layer: layer._keras_state.dtype_policy,
    _set_dtype_policy,
    doc="The types of its variables and of its computation.",
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
    lambda model: model._keras_state.topology.graph is not None,
    doc="Whether a model is made of symbolic tensors.",
)
is_compiled = property(
    lambda model: model._keras_state.compile_state.is_compiled,
    doc="Whether `compile` was called.",
)
