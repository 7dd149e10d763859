"""Building a layer: once, for the shapes of its first call's arguments."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import user_code
from keras.engine.layer import call_signature, policy_by_path, tracking
from keras.tf_internals import composite_parts

# What Python and TensorFlow raise where a shape of no known rank is used.
OF_UNKNOWN_RANK = (IndexError, TypeError, ValueError)


def remembered(build: Callable) -> Callable:
    """Wraps a class's `build`: after it, the layer is built, for shapes.

    What a subclass passes to `super().build` isn't the layer's shape, so the
    outermost call's counts. A `build` without parameters isn't told them.
    """
    signature = call_signature.CallSignature(build)
    names = signature.names or ["input_shape"]
    first = names[0]
    is_users = user_code.is_users(build)

    @functools.wraps(build)
    def build_and_remember(self, *args, **kwargs):
        if self._keras_state.dtype_policy.by_path:
            policy_by_path.settle(self)
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
            if signature.takes_nothing:
                result = build(self)
            else:
                shape = named.pop(first)
                result = build(self, shape, *args[len(names) :], **named)
        except OF_UNKNOWN_RANK as error:
            if not is_users:
                tell_unknown_rank(self, shapes, error)
            raise
        finally:
            if outermost:
                self._keras_state.is_building = False
        if outermost:
            _note_shapes(self, shapes)
            self.built = True
            if is_users:
                # A checkpoint that was read before fills them now.
                composite_parts.follow_added(self)
        return result

    return build_and_remember


def tell_unknown_rank(layer, shapes: dict, error: Exception) -> None:
    """Raises what an error on shapes means, if one of them isn't known.

    Args:
        layer: One of ours.
        shapes: What its hook was told, by parameter.
        error: What the hook raised; one in our words says it itself.
    Raises:
        ValueError: If a shape has no known rank.
    """
    unknown = [
        name
        for name, shape in shapes.items()
        for part in tf.nest.flatten(shape)
        if isinstance(part, tf.TensorShape) and part.rank is None
    ]
    if not unknown or "Received: " in str(error):
        return
    argument = unknown[0].removesuffix("_shape")
    raise ValueError(
        f"{layer._keras_who}: nobody knows how many axes its {argument} has. "
        "Expected a known number. Received: shape=<unknown>. Say it before: "
        "`x = tf.ensure_shape(x, (None, 3))`."
    ) from error


def build_for(layer, inputs, named: dict) -> None:
    """Builds a layer for the arguments of a call.

    Args:
        layer: Not built yet.
        inputs: The call's first argument.
        named: Its other arguments, by name.
    """
    _build(layer, shapes_for(layer, "build", inputs, named))


def build_inner(layer, input_shape, shapes: dict | None = None) -> None:
    """Builds a layer inside of one that is being built, unless it's built.

    One that has to be told more shapes than there are is left to its call.

    Args:
        layer: The inner layer.
        input_shape: Shape of its first argument.
        shapes: Those of others, by the parameters of its `build`.
    """
    taken = told(layer, "build")
    first, *others = taken.sources
    known = {name: shapes[name] for name in others if name in (shapes or {})}
    known[first] = input_shape
    if not layer.built and known.keys() >= set(taken.required):
        _build(layer, known)


def _build(layer, shapes: dict) -> None:
    if layer._keras_state.dtype_policy.by_path:
        policy_by_path.settle(layer)
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


def get_build_config(layer: Any) -> dict | None:
    """Returns what `build_from_config` creates the variables from."""
    shapes = built_shapes(layer)
    if not shapes:
        return None
    if len(shapes) == 1:
        return {"input_shape": next(iter(shapes.values()))}
    return {"shapes_dict": shapes}


def build_from_config(layer: Any, config: dict) -> None:
    """Creates the variables as they were when the config was made.

    Args:
        config: What `get_build_config` returned, or Keras 3's.
    """
    shapes = _shapes_in(config or {}, told(layer, "build").sources)
    if shapes and not layer.built:
        with tf.name_scope(layer._keras_scope_name):
            layer.build(**shapes)
        layer.built = True
        _note_shapes(layer, shapes)


def _shapes_in(config: dict, sources: dict) -> dict:
    """Returns the shapes in a build config, by the parameters of `build`.

    Where another version of Keras names them otherwise, its first is the first.
    """
    one = config.get("input_shape")
    given = config.get("shapes_dict") if one is None else {"input_shape": one}
    if not given:
        return {}
    first, *others = sources
    shapes = {first: given.get(first, next(iter(given.values())))}
    shapes.update({name: given[name] for name in others if name in given})
    return {name: with_tensor_shapes(shape) for name, shape in shapes.items()}


def _note_shapes(layer, shapes: dict) -> None:
    layer._keras_state.build_shapes = {
        name: _plain_shape(shape) for name, shape in shapes.items()
    }


def note_input_shape(layer, shape) -> None:
    """Keeps a shape as the one that a layer was built for; None forgets it."""
    first = next(iter(told(layer, "build").sources))
    _note_shapes(layer, {} if shape is None else {first: shape})


@dataclasses.dataclass(frozen=True)
class Told:
    """What a method of a layer class that takes shapes is told.

    Attributes:
        method: The method.
        sources: Maps its parameters to arguments of `call`. `query_shape`
            stands for the call's `query`. None stands for the first argument,
            whatever its name: what a method of one parameter gets, and what
            Keras 2's `input_shape` means. A method of ours that takes any
            keyword gets the shapes of all tensors but masks.
        required: Parameters without a default.
    """

    method: Callable
    sources: dict[str, str | None]
    required: list[str]


def told(layer, method: str) -> Told:
    """Returns what a method of a layer's class is told; found once.

    Args:
        layer: The layer.
        method: 'build' or 'compute_output_shape'.
    """
    found, known = getattr(type(layer), method), layer._keras_signature.told
    if method not in known or known[method].method is not found:
        known[method] = _told(found, layer._keras_signature.names)
    return known[method]


def _told(method: Callable, taken: list[str]) -> Told:
    signature = call_signature.CallSignature(method)
    parameters = signature.names or ["input_shape"]
    if signature.takes_any and not user_code.is_users(method):
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
        named = {first: None, **named}
    return Told(method, named, signature.required)


def shapes_for(layer, method: str, inputs, named: dict) -> dict:
    """Returns the shapes that a method of a layer takes, by parameter.

    Args:
        layer: The layer.
        method: 'build' or 'compute_output_shape'.
        inputs: The call's first argument.
        named: Its other arguments, by name. An absent one has no shape, which
            a parameter with a default isn't told.
    """
    first = layer._keras_signature.names[:1]
    given = {None: inputs, **dict.fromkeys(first, inputs), **named}
    taken = told(layer, method)
    shapes = {
        parameter: shape_of(given.get(argument))
        for parameter, argument in taken.sources.items()
    }
    return {
        parameter: shape
        for parameter, shape in shapes.items()
        if shape is not None or parameter in taken.required
    }


def shape_of(value):
    """Returns the shapes of a nest of tensors; None for what has none."""
    if not tf.nest.is_nested(value):
        return getattr(value, "shape", None)
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
