"""What comes out of a layer, told before there are values.

One hook tells it, `compute_output_spec`: called as the layer is, on symbolic
tensors, it returns a nest of `tf.TypeSpec`. The base's asks
`compute_output_shape` and the dtype policy where these are enough, and else
traces `call`. A layer whose outputs need more (ints, several types, ragged
ones) overrides the hook; `keep_type` and `traced` are two that serve many.
"""

import contextlib
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras.backend import class_facts, user_code
from keras.engine import kinds
from keras.engine.layer import building, symbolic_call, tracking
from keras.engine.symbols import keras_tensor

# What is tried last, where nothing else says what a layer takes.
_GUESSES = ("string", "int32")

# Methods of `Layer`, which binds them under these names.


def compute_output_shape(layer: Any, input_shape: kinds.Shapes) -> kinds.Shapes:
    """Returns the shape of the output for an input of this shape.

    Args:
        input_shape: A shape with the batch axis, or a nest of shapes.
    Raises:
        NotImplementedError: If the layer is dynamic, and can't be traced.
    """
    specs = _with_symbols(
        layer, {"": input_shape}, lambda of: layer.compute_output_spec(of[""])
    )
    return tf.nest.map_structure(lambda spec: spec.shape, specs)


def compute_output_spec(layer: Any, *args, **kwargs) -> kinds.Specs:
    """Returns the types of the outputs of a call: a nest of `tf.TypeSpec`.

    A layer that overrides it isn't traced where it's called symbolically. It
    may return symbolic tensors (`keras.KerasTensor`), too.

    Args:
        *args: Symbolic tensors or `tf.TypeSpec`s where `call` takes tensors.
        **kwargs: Likewise; those that `call` takes.
    Example:
        >>> dense = keras.layers.Dense(2)
        >>> dense.compute_output_spec(tf.TensorSpec((5, 3))).shape
        TensorShape([5, 2])
    """
    if layer.dynamic:
        return layer._keras_untraced_spec(*args, **kwargs)
    if has_rule(type(layer)) and are_dense(args, kwargs):
        return by_shape(layer, args, kwargs)
    return traced(layer, *args, **kwargs)


def untraced_spec(layer, *args, **kwargs):
    """Tells the outputs of a layer that runs in Python only."""
    _require_shape_rule(layer)
    return keep_type(layer, *args, **kwargs)


def compute_output_signature(layer: Any, input_signature: Any) -> Any:
    """Returns `tf.TensorSpec`s of the output for such an input.

    Args:
        input_signature: A `tf.TensorSpec` or a nest of them.
    """
    if _has_shape_rule(type(layer)) and not has_rule(type(layer)):
        # Keras 2's: a user's rule on shapes, and the compute type.
        shapes = building.shape_of(input_signature)
        dtype = tf.nest.flatten(input_signature)[0].dtype
        return tf.nest.map_structure(
            lambda shape: tf.TensorSpec(shape, layer.compute_dtype or dtype),
            layer.compute_output_shape(shapes),
        )
    return tf.nest.map_structure(
        lambda spec: tf.TensorSpec(spec.shape, spec.dtype),
        layer.compute_output_spec(input_signature),
    )


# Hooks that serve many layers.


def keep_type(layer: Any, *args, **kwargs) -> Any:
    """Tells the outputs of a layer that computes in its input's type.

    Floats are cast to the compute type before; ints stay ints. A class takes
    it as its own: `compute_output_spec = output_spec.keep_type`.
    """
    if not (are_dense(args, kwargs) or layer.dynamic):
        return traced(layer, *args, **kwargs)
    inputs = tf.nest.flatten((args, kwargs))[0]
    return by_shape(layer, args, kwargs, as_computed(layer, inputs.dtype))


def traced(layer: Any, *args, **kwargs) -> Any:
    """Tells the outputs of any layer, by a call in a graph thrown away.

    A class of ours that has no other way takes it as its own.
    """
    _require_traceable(layer)
    args, kwargs = tf.nest.map_structure(_symbol_of, (args, kwargs))
    outputs = symbolic_call.outputs_by_tracing(layer, args, kwargs, layer)
    return tf.nest.map_structure(symbolic_call.spec_of, outputs)


# What they are made of.


@class_facts.once("call", "compute_output_shape", "compute_output_spec")
def has_rule(layer_class: type) -> bool:
    """Tells whether a class's hook knows more than a trace of `call` does.

    A user's hook does. One of ours holds as long as nobody overrode what it
    speaks of.
    """
    hook = layer_class.compute_output_spec
    if user_code.is_users(hook):
        return True
    if hook is traced or user_code.is_users(layer_class.call):
        return False
    if user_code.is_users(layer_class.compute_output_shape):
        return False
    return hook is not compute_output_spec or _has_shape_rule(layer_class)


def is_told(layer) -> bool:
    """Tells whether a symbolic call of a layer asks its hook."""
    # What is known of the class comes first: who is dynamic is looked for in
    # the parts, which a model that is being built changes all the time.
    return has_rule(type(layer)) or layer.dynamic


def are_dense(args: tuple, kwargs: dict) -> bool:
    """Tells whether the rules on shapes hold: no symbol is ragged or sparse.

    The first argument is made of symbols only then.
    """
    first, *others = (*args, *kwargs.values())
    return all(
        isinstance(symbolic_call.spec_of(part), tf.TensorSpec)
        for part in tf.nest.flatten(first)
    ) and not any(
        isinstance(symbolic_call.spec_of(part), tf.TypeSpec)
        and not isinstance(symbolic_call.spec_of(part), tf.TensorSpec)
        for part in tf.nest.flatten(others)
    )


def by_shape(layer, args: tuple, kwargs: dict, dtype: tf.DType | None = None):
    """Returns dense types of the shapes that `compute_output_shape` tells.

    Args:
        layer: The layer.
        args, kwargs: The call's arguments.
        dtype: Type of the elements. Default: the compute type.
    """
    inputs, _, named = layer._keras_signature.name_arguments(
        layer, args, kwargs
    )
    shapes = building.shapes_for(layer, "compute_output_shape", inputs, named)
    dtype = dtype or tf.as_dtype(layer.compute_dtype or "float32")
    try:
        told = layer.compute_output_shape(**shapes)
    except building.OF_UNKNOWN_RANK as error:
        if not user_code.is_users(layer.compute_output_shape):
            building.tell_unknown_rank(layer, shapes, error)
        raise
    return _map_shapes(lambda shape: tf.TensorSpec(shape, dtype), told)


def as_computed(layer, dtype: tf.DType) -> tf.DType:
    """Returns the type that `call` gets an input of a type in."""
    if dtype.is_floating and layer.autocast and layer.compute_dtype:
        return tf.as_dtype(layer.compute_dtype)
    return dtype


def trace_for_shapes(layer, input_shape, shapes: dict) -> None:
    """Calls a layer in a graph thrown away, which builds what it calls.

    Args:
        layer: The layer.
        input_shape: Shape of the first argument.
        shapes: Those of others: `mood_shape` is the argument `mood`'s.
    """
    named = {n.removesuffix("_shape"): shape for n, shape in shapes.items()}

    def trace(of: dict) -> None:
        traced(layer, of.pop(""), **of)

    _with_symbols(layer, {"": input_shape, **named}, trace)


def _with_symbols(layer, shapes: dict, function: Callable):
    """Calls a function with symbols of shapes whose types nobody said."""
    usual, *others = types_of_input(layer)
    others = dict.fromkeys((*others, *_GUESSES))
    try:
        return function(_symbols(shapes, usual))
    except TypeError:
        for dtype in others:
            with contextlib.suppress(TypeError):
                return function(_symbols(shapes, dtype))
        raise


def types_of_input(layer) -> list[str]:
    """Returns types that a layer may take, where nobody says it.

    First its own, then those that layers inside take: a lookup takes strings.
    """
    parts = tracking.with_inner_layers(layer)
    others = {part._keras_input_dtype for part in parts}
    usual = layer._keras_input_dtype
    return [usual, *sorted(others - {usual})]


def _symbols(shapes: dict, dtype: str) -> dict:
    return tf.nest.map_structure(
        lambda shape: keras_tensor.KerasTensor(shape, dtype),
        {name: building.with_tensor_shapes(s) for name, s in shapes.items()},
    )


def _symbol_of(value):
    if isinstance(value, tf.TypeSpec):
        return keras_tensor.KerasTensor.from_spec(value)
    return value


def _has_shape_rule(layer_class: type) -> bool:
    return layer_class.compute_output_shape is not compute_output_shape


def _require_shape_rule(layer) -> None:
    if not _has_shape_rule(type(layer)):
        _require_traceable(layer)


def _require_traceable(layer) -> None:
    if layer.dynamic:
        raise NotImplementedError(
            f"{layer._keras_who}: a dynamic layer is never traced, so nothing "
            "tells the shape of its output. Expected a method "
            "`compute_output_shape(input_shape)`. Received: dynamic=True. "
            "Write that method."
        )


def _map_shapes(function, shapes):
    if isinstance(shapes, tf.TensorShape):
        return function(shapes)
    if isinstance(shapes, dict):
        return {k: _map_shapes(function, v) for k, v in shapes.items()}
    if any(isinstance(part, (tf.TensorShape, list, tuple)) for part in shapes):
        parts = [_map_shapes(function, part) for part in shapes]
        return tracking.of_type(shapes, parts)
    return function(tf.TensorShape(shapes))
