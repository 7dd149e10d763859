"""Building a layer: once, for the shapes of its first call's arguments."""

import functools
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras.backend import user_code
from keras.engine.layer import call_signature, tracking


def remembered(build: Callable) -> Callable:
    """Wraps a class's `build`: after it, the layer is built, for shapes.

    What a subclass passes to `super().build` isn't the layer's shape, so the
    outermost call's counts.
    """
    names = call_signature.CallSignature(build).names or ["input_shape"]
    first = names[0]

    @functools.wraps(build)
    def build_and_remember(self, *args, **kwargs):
        outermost = not self._keras_state.is_building
        self._keras_state.is_building = True
        given = {first: None, **dict(zip(names, args)), **kwargs}
        shapes = {
            name: with_tensor_shapes(value)
            for name, value in given.items()
            if name == first or name.endswith("_shape")
        }
        named = {**given, **shapes}
        try:
            result = build(self, named.pop(first), *args[len(names) :], **named)
        finally:
            if outermost:
                self._keras_state.is_building = False
        if outermost:
            _note_shapes(self, shapes)
            self.built = True
        return result

    return build_and_remember


def build_for(layer, inputs, named: dict) -> None:
    """Builds a layer for the arguments of a call.

    Args:
        layer: Not built yet.
        inputs: The call's first argument.
        named: Its other arguments, by name.
    """
    _build(layer, shapes_for(layer, "build", inputs, named))


def build_inner(layer, input_shape) -> None:
    """Builds a layer inside of one that is being built, unless it's built.

    Args:
        layer: The inner layer.
        input_shape: Shape of its first argument.
    """
    if not layer.built:
        first = next(iter(shape_sources(type(layer), "build")))
        _build(layer, {first: input_shape})


def _build(layer, shapes: dict) -> None:
    with tf.init_scope():
        layer.build(**shapes)
    _note_shapes(layer, shapes)
    layer.built = True
    if layer._keras_state.initial_weights is not None:
        with tf.init_scope():
            layer.set_weights(layer._keras_state.initial_weights)
        layer._keras_state.initial_weights = None


def built_shapes(layer) -> dict:
    """Returns the shapes that a layer was built for, by parameter."""
    return layer._keras_state.build_shapes if layer.built else {}


# Methods of `Layer`, which binds them under these names.


def get_build_config(layer) -> dict | None:
    """Returns what `build_from_config` creates the variables from."""
    shapes = built_shapes(layer)
    if not shapes:
        return None
    if len(shapes) == 1:
        return {"input_shape": next(iter(shapes.values()))}
    return {"shapes_dict": shapes}


def build_from_config(layer, config: dict) -> None:
    """Creates the variables as they were when the config was made.

    Args:
        config: What `get_build_config` returned, or Keras 3's.
    """
    shapes = _shapes_in(config or {}, type(layer))
    if shapes and not layer.built:
        with tf.name_scope(layer._keras_scope_name):
            layer.build(**shapes)
        layer.built = True
        _note_shapes(layer, shapes)


def _shapes_in(config: dict, layer_class: type) -> dict:
    """Returns the shapes in a build config, by the parameters of `build`.

    Where another version of Keras names them otherwise, its first is the first.
    """
    one = config.get("input_shape")
    given = config.get("shapes_dict") if one is None else {"input_shape": one}
    if not given:
        return {}
    first, *others = shape_sources(layer_class, "build")
    shapes = {first: given.get(first, next(iter(given.values())))}
    shapes.update({name: given[name] for name in others if name in given})
    return {name: with_tensor_shapes(shape) for name, shape in shapes.items()}


def _note_shapes(layer, shapes: dict) -> None:
    layer._keras_state.build_shapes = {
        name: _plain_shape(shape) for name, shape in shapes.items()
    }


def note_input_shape(layer, shape) -> None:
    """Keeps a shape as the one that a layer was built for; None forgets it."""
    first = next(iter(shape_sources(type(layer), "build")), "input_shape")
    _note_shapes(layer, {} if shape is None else {first: shape})


@functools.cache
def shape_sources(layer_class: type, method: str) -> dict[str, str | None]:
    """Maps parameters of a method that takes shapes to arguments of `call`.

    `query_shape` stands for the call's `query`. None stands for the first
    argument, whatever its name: what a method of one parameter gets, and what
    Keras 2's `input_shape` means. A method of ours that takes any keyword gets
    the shapes of all tensors but masks.

    Args:
        layer_class: The layer's class.
        method: 'build' or 'compute_output_shape'.
    """
    taken = call_signature.of_class(layer_class).names
    signature = call_signature.of_class(layer_class, method)
    parameters = signature.names or ["input_shape"]
    if signature.takes_any and not user_code.is_users(
        getattr(layer_class, method)
    ):
        others = [n for n in taken[1:] if n not in ("mask", "training")]
        parameters = [*parameters, *(f"{name}_shape" for name in others)]
    named = {
        parameter: parameter.removesuffix("_shape")
        for parameter in parameters
        if parameter.endswith("_shape")
        and parameter.removesuffix("_shape") in taken
    }
    first = parameters[0]
    if len(named) < 2 or first == "input_shape" or first not in named:
        named.pop(first, None)
        return {first: None, **named}
    return named


def shapes_for(layer, method: str, inputs, named: dict) -> dict:
    """Returns the shapes that a method of a layer takes, by parameter.

    Args:
        layer: The layer.
        method: 'build' or 'compute_output_shape'.
        inputs: The call's first argument.
        named: Its other arguments, by name. An absent one has no shape, which
            a parameter with a default isn't told.
    """
    layer_class = type(layer)
    first = call_signature.of_class(layer_class).names[:1]
    given = {None: inputs, **dict.fromkeys(first, inputs), **named}
    has_to = call_signature.of_class(layer_class, method).required
    shapes = {
        parameter: shape_of(given.get(argument))
        for parameter, argument in shape_sources(layer_class, method).items()
    }
    return {
        parameter: shape
        for parameter, shape in shapes.items()
        if shape is not None or parameter in has_to
    }


def shape_of(value):
    """Returns the shapes of a nest of tensors; None for what has none."""
    return tf.nest.map_structure(lambda t: getattr(t, "shape", None), value)


def with_tensor_shapes(shape):
    """Turns the shapes in a nest into `tf.TensorShape`s."""
    if shape is None or isinstance(shape, tf.TensorShape):
        return shape
    if isinstance(shape, dict):
        return {k: with_tensor_shapes(v) for k, v in shape.items()}
    if not isinstance(shape, (list, tuple)):
        raise ValueError(
            "A layer is built for the shape of its input. Expected a tuple "
            "with the batch axis, such as (None, 3), or a nest of them. "
            f"Received: input_shape={shape!r}."
        )
    if all(
        size is None or isinstance(size, (int, np.integer)) for size in shape
    ):
        return tf.TensorShape(shape)
    parts = [with_tensor_shapes(part) for part in shape]
    return tracking.of_type(shape, parts)


def _plain_shape(shape):
    if isinstance(shape, tf.TensorShape):
        return None if shape.rank is None else tuple(shape.as_list())
    if isinstance(shape, dict):
        return {k: _plain_shape(v) for k, v in shape.items()}
    if isinstance(shape, (list, tuple)):
        return tracking.of_type(shape, [_plain_shape(part) for part in shape])
    return shape


def require_built(layer, what: str) -> None:
    """Raises `ValueError` if a layer has no variables yet."""
    if not layer.built:
        raise ValueError(
            f"{layer._keras_who}: `{what}` before there are weights. Expected "
            "a built layer. Received: built=False. Call it on data, or "
            "`build(input_shape)`."
        )
