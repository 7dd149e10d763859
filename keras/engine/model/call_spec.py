"""The types of what a model is called with: `Model.save_spec`."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras.engine.symbols import keras_tensor

# In place of the name of the first argument.
FIRST = ""


def of_call(inputs, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    """Describes the tensors among a call's arguments.

    In the place of another is None; one by name is left out.

    Args:
        inputs: What the first argument became, tensors.
        args, kwargs: The arguments.
    """
    first = _named_specs(inputs)
    rest = [specs_of(value) for value in args[1:]]
    # With no positional argument, the input has a name among the keywords.
    skipped = [] if args else list(kwargs)[:1]
    named = {
        name: specs_of(value)
        for name, value in kwargs.items()
        if name not in ("training", "mask", *skipped)
    }
    return (first, *rest), _without_none(named)


def _without_none(specs: dict) -> dict:
    return {name: spec for name, spec in specs.items() if spec is not None}


def by_argument(model) -> dict:
    """Returns the types of a model's first call, by argument.

    The first argument has no name. Empty where the model's graph says all.

    Args:
        model: The model.
    """
    types = model._keras_state.call_spec
    if types is None or model._keras_state.topology.graph is not None:
        return {}
    signature = model._keras_signature
    first, _, named = signature.name_arguments(model, *types)
    named = {k: v for k, v in named.items() if k not in ("training", "mask")}
    return _without_none({FIRST: first, **named})


def of_inputs(inputs, batch: int | None = None) -> tuple[tuple, dict]:
    """Describes the inputs of a functional model.

    Args:
        inputs: The nest of its symbolic inputs.
        batch: Size of the batch, where data told it.
    """

    def described(symbol):
        spec = symbol.type_spec
        if not isinstance(spec, tf.TensorSpec):
            return spec
        shape = spec.shape
        if batch is not None and shape.rank:
            shape = tf.TensorShape([batch, *shape[1:]])
        return tf.TensorSpec(shape, spec.dtype, name=symbol.name)

    specs = tf.nest.map_structure(described, inputs)
    if isinstance(specs, list) and len(specs) == 1:
        specs = specs[0]
    return (specs,), {}


def specs_of(value):
    """Returns the types of a nest of tensors, None of anything else."""
    flat = tf.nest.flatten(value)
    if not flat or not all(map(_has_spec, flat)):
        return None
    return tf.nest.map_structure(_spec_of, value)


def _has_spec(leaf) -> bool:
    kinds = (np.ndarray, tf.TypeSpec)
    return isinstance(leaf, kinds) or tf.is_tensor(leaf)


def _spec_of(leaf) -> tf.TypeSpec:
    if isinstance(leaf, keras_tensor.KerasTensor):
        return leaf.type_spec
    if isinstance(leaf, tf.TypeSpec):
        return leaf
    return tf.type_spec_from_value(leaf)


def _named_specs(inputs):
    specs = specs_of(inputs)
    if isinstance(specs, dict) and len(tf.nest.flatten(specs)) == len(specs):
        return {name: _renamed(spec, name) for name, spec in specs.items()}
    flat = [
        _renamed(spec, f"input_{number}")
        for number, spec in enumerate(tf.nest.flatten(specs), 1)
    ]
    return specs and tf.nest.pack_sequence_as(specs, flat)


def _renamed(spec, name: str):
    if not isinstance(spec, tf.TensorSpec):
        return spec
    return tf.TensorSpec(spec.shape, spec.dtype, name=name)


def with_open_batch(spec):
    """Returns a spec whose first axis has any size."""
    if not isinstance(spec, tf.TensorSpec) or not spec.shape.rank:
        return spec
    shape = tf.TensorShape([None, *spec.shape[1:]])
    return tf.TensorSpec(shape, spec.dtype, name=spec.name)


def save_spec(model: Any, dynamic_batch: bool = True) -> Any:
    """Returns the types that the model was called with first.

    Args:
        dynamic_batch: True leaves the size of the batch open, but for inputs
            that were declared with one.
    Returns:
        `(args, kwargs)` of `tf.TensorSpec`s; None before it has a shape.
    """
    types = model._keras_state.call_spec
    if types is None:
        return None
    if dynamic_batch:
        declared = model._keras_state.topology.call_spec()
        types = declared or tf.nest.map_structure(with_open_batch, types)
    args, kwargs = types
    return [spec for spec in args if spec is not None], dict(kwargs)
