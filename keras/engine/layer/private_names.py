"""Names outside the public API by which other people's code works on layers.

Keras 2 has them, and code that rewires, prunes or converts models reads and
sets them. `bind` gives them to a class under these names, after an underscore;
each acts on what the public names tell of.
"""

import dataclasses
from collections.abc import Iterator

import tensorflow as tf

from keras import mixed_precision, regularizers
from keras.engine.layer import building, history, meant_names, tracking
from keras.engine.symbols import keras_tensor


def _set_inbound(layer, nodes) -> None:
    layer._keras_state.inbound.nodes = list(nodes)


def _set_outbound(layer, nodes) -> None:
    layer._keras_state.inbound.replace_uses(nodes)


# `[]` makes a layer as if never called: code that puts it into another model
# empties them before it calls the layer anew.
inbound_nodes = history.inbound_nodes.setter(_set_inbound)
outbound_nodes = history.outbound_nodes.setter(_set_outbound)


class _Listed(property):
    """A list of variables that may be changed, and put there anew."""

    takes_parts = True


def _own_list(kind: str, doc: str) -> _Listed:
    def get(layer) -> list[tf.Variable]:
        return getattr(layer._keras_state.own, kind)

    def put(layer, variables) -> None:
        listed = get(layer)
        if variables is not listed:
            listed[:] = variables

    return _Listed(get, put, doc=doc)


trainable_weights = _own_list(
    "trainable", "Its own variables that training changes; may be changed."
)
non_trainable_weights = _own_list(
    "fixed", "Its own variables that training leaves alone; may be changed."
)


@meant_names.Answer
def losses(layer) -> list:
    """Nothing: terms that calls add last from call to call."""
    return []


@meant_names.Answer
def updates(layer) -> list:
    """Nothing: state changes where `call` changes it."""
    return []


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
    layer._keras_state.policies = None
    layer._keras_state.short_way.forget()


dtype_policy = property(
    lambda layer: layer._keras_state.dtype_policy,
    _set_dtype_policy,
    doc="The types of its variables and of its computation.",
)
compute_dtype = property(
    lambda layer: layer.compute_dtype, doc="The type of the computation."
)


@meant_names.Answer
def dtype(layer) -> str | None:
    """The type of the variables."""
    return layer._keras_state.dtype_policy.variable_dtype


@meant_names.Answer
def compute_dtype_object(layer) -> tf.DType | None:
    """The type of the computation, as TensorFlow has it."""
    name = layer._keras_state.dtype_policy.compute_dtype
    return name and tf.as_dtype(name)


def _set_activity_regularizer(layer, value) -> None:
    layer.activity_regularizer = value and regularizers.get(value)


activity_regularizer = property(
    lambda layer: layer.activity_regularizer,
    _set_activity_regularizer,
    doc="The penalty on the output, or None.",
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


def _batch_input_shape(layer) -> tuple:
    if layer.batch_input_shape is None:
        raise AttributeError(
            f"{layer._keras_who} has no `_batch_input_shape`: it was given "
            "none. Expected a layer made with `input_shape=`."
        )
    return layer.batch_input_shape


def _set_batch_input_shape(layer, shape) -> None:
    made = None if shape is None else tf.TensorShape(shape)
    layer.batch_input_shape = made and keras_tensor.tuple_of(made)


batch_input_shape = property(
    _batch_input_shape,
    _set_batch_input_shape,
    doc="The shape with the batch axis that it was given; else no attribute.",
)


@meant_names.Answer
def expects_training_arg(layer) -> bool:
    """Whether `call` takes `training`."""
    return layer._keras_signature.takes_training


@meant_names.Answer
def expects_mask_arg(layer) -> bool:
    """Whether `call` takes `mask`."""
    return layer._keras_signature.takes_mask


@meant_names.Answer
def call_fn_args(layer) -> list[str]:
    """The names of the arguments of `call`."""
    return list(layer._keras_signature.names)


@meant_names.Answer
def layers(layer) -> list:
    """The layers that it's directly made of, those of a list one by one."""
    return _layers_among(_parts(layer))


@meant_names.Answer
def tracked_trackables(layer) -> list:
    """The layers and modules that it's made of, and the lists of them."""
    return [
        part
        for part in _parts(layer, flat=False)
        if meant_names.holds_parts(part) and not isinstance(part, tf.Variable)
    ]


@dataclasses.dataclass(frozen=True)
class CallSpec:
    """What `call` takes.

    Attributes:
        arg_names: The names of its arguments, without `self`.
        expects_training_arg: Whether `training` is one.
        expects_mask_arg: Whether `mask` is one.
    """

    arg_names: list[str]
    expects_training_arg: bool
    expects_mask_arg: bool


@meant_names.Answer
def call_spec(layer) -> CallSpec:
    """What `call` takes."""
    told = layer._keras_signature
    return CallSpec(list(told.names), told.takes_training, told.takes_mask)


def name_scope(layer) -> str:
    """Returns the scope of its variables' names, to be entered around them."""
    return layer.name


def maybe_build(layer, inputs) -> None:
    """Builds the layer for an input, unless it's built.

    Args:
        inputs: A tensor or a nest of tensors.
    """
    if not layer.built:
        building.build_for(layer, inputs, {})


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
    found = {id(layer)}
    waiting = _parts(layer)[::-1]
    while waiting:
        part = waiting.pop()
        if id(part) not in found and isinstance(part, tf.Module):
            found.add(id(part))
            yield from _layers_among([part])
            if recursive:
                waiting += reversed(_parts(part))


def _parts(part: tf.Module, flat: bool = True) -> list:
    """Returns what is in attributes; of a model, its layers in order first."""
    own = tracking.owned(part, flat)
    if not getattr(part, "_keras_layers_first", False):
        return own
    kept = part._keras_state
    return tracking.unique([*kept.topology.layers, *kept.stack.layers, *own])


def _layers_among(parts: list) -> list:
    return [part for part in parts if isinstance(part, tracking.Owner)]


# Under which names a layer has them.
_NAMES = {
    "_inbound_nodes": inbound_nodes,
    "_outbound_nodes": outbound_nodes,
    "_name": name,
    "_trainable": trainable,
    "_dtype_policy": dtype_policy,
    "_compute_dtype": compute_dtype,
    "_compute_dtype_object": compute_dtype_object,
    "_dtype": dtype,
    "_activity_regularizer": activity_regularizer,
    "_batch_input_shape": batch_input_shape,
    "_build_input_shape": build_input_shape,
    "_maybe_build": maybe_build,
    "_expects_training_arg": expects_training_arg,
    "_expects_mask_arg": expects_mask_arg,
    "_call_fn_args": call_fn_args,
    "_call_spec": call_spec,
    "_name_scope": name_scope,
    "_trainable_weights": trainable_weights,
    "_non_trainable_weights": non_trainable_weights,
    "_losses": losses,
    "_updates": updates,
    "_layers": layers,
    "_self_tracked_trackables": tracked_trackables,
    "_flatten_layers": flatten_layers,
}


# What isn't there, and what to write.
_ABSENT = {
    "_random_generator": "`keras.random.SeedGenerator` in an attribute",
    "_tracker": "code without it: no list of parts is locked",
    "get_losses_for": "`layer.losses`",
    "get_updates_for": "code without it: variables change in `call`",
}


def bind(layer_class: type) -> None:
    """Gives the base of all layers these names."""
    for name, meaning in _NAMES.items():
        setattr(layer_class, name, meaning)
    for name, instead in _ABSENT.items():
        setattr(layer_class, name, meant_names.absent(name, instead))
