"""The types of a model's first call, kept with the shapes that it's built for.

A model of a user's own is built by a call on symbols. Shapes alone don't tell
one on text or whole numbers, so these are in its build config too, where the
other packages pass over them.
"""

import warnings
from typing import Any

import tensorflow as tf

from keras.engine.graph import call_constants
from keras.engine.layer import building, output_spec
from keras.engine.model import call_spec
from keras.saving.config import object_config, type_specs

KEY = "call_types"


def get_build_config(model: Any) -> dict | None:
    """Returns what `build_from_config` creates the variables from."""
    found = building.get_build_config(model)
    types = call_spec.by_argument(model)
    if found is None or all(map(_is_float, tf.nest.flatten(types))):
        return found
    try:
        described = call_constants.nest_as_plain(types, type_specs.described)
    except TypeError:  # A type of the user's, which no file names.
        return found
    return {**found, KEY: described}


def build_from_config(model: Any, config: dict) -> None:
    """Creates the variables as they were when the config was made.

    Args:
        config: What `get_build_config` returned, or Keras 3's.
    """
    config = config or {}
    types = object_config.revive(config.get(KEY, {}))
    if call_spec.FIRST in types:
        model._keras_state.call_spec = (types.pop(call_spec.FIRST),), types
    building.build_from_config(model, config)
    _call_where_parts_are_unbuilt(model)


def _call_where_parts_are_unbuilt(model) -> None:
    """Has a call build what the `build` of a user's model has left to it."""
    shapes = building.built_shapes(model)
    parts = model._flatten_layers(include_self=False)
    is_graph = model._keras_state.topology.graph is not None
    if is_graph or not shapes or all(part.built for part in parts):
        return
    first, *others = shapes
    try:
        trace(model, shapes[first], {name: shapes[name] for name in others})
    except Exception as error:  # of the user's call: it may be any
        warnings.warn(
            f"{model._keras_who}: layers in it aren't built, and it can't be "
            "called to build them. Expected a call for tensors of the shapes "
            f"{shapes}. Received: {type(error).__name__}: {error}\nBuild them "
            "in its `build`.",
            stacklevel=2,
        )


def trace(model, input_shape, shapes: dict) -> None:
    """Calls a model in a graph thrown away, which builds what it calls.

    Args:
        model: The model.
        input_shape: Shape of the first argument.
        shapes: Those of others: `mood_shape` is the argument `mood`'s.
    """
    types = call_spec.by_argument(model)
    if call_spec.FIRST in types:
        first = types.pop(call_spec.FIRST)
        output_spec.traced(model, first, **types)
    else:
        output_spec.trace_for_shapes(model, input_shape, shapes)


def _is_float(spec: tf.TypeSpec) -> bool:
    return isinstance(spec, tf.TensorSpec) and spec.dtype.is_floating
